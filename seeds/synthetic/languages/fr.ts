import type { Language } from '../language.ts'

const months = 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(
  ' ',
)
/** French puts a narrow no-break space before % and inside guillemets. */
const thin = '\u202f'
const decimal = (tenths: number) => (tenths / 10).toFixed(1).replace('.', ',')

export const french: Language = {
  locale: 'fr',
  gap: ' ',
  money: (amount, currency) =>
    `${decimal(amount)} milliards ${currency === 'EUR' ? 'd’euros' : 'de dollars'}`,
  percent: (tenths) => `${decimal(tenths)}${thin}%`,
  date: (month, day) => `${day === 1 ? '1er' : day} ${months[month - 1]}`,
  places: {
    frankfurt: 'Francfort',
    london: 'Londres',
    madrid: 'Madrid',
    'new-york': 'New York',
    paris: 'Paris',
    singapore: 'Singapour',
    taipei: 'Taipei',
    tokyo: 'Tokyo',
    zurich: 'Zurich',
  },
  assets: ['du cuivre', 'du nickel', 'du pétrole brut', 'du gaz naturel', 'de l’or', 'du blé'],
  sources: [
    'des personnes proches du dossier',
    'deux sources informées du projet',
    'un document réglementaire',
  ],
  quotes: [
    'Nous investissons là où se trouvent déjà nos clients',
    'Le carnet de commandes nous permet de prévoir, pas de nous reposer',
    'Les prix bougeront, mais nos coûts sont maîtrisés',
    'C’est une étape que nous préparons depuis trois ans',
    'Nous préférons croître lentement plutôt que de devoir nous expliquer plus tard',
  ],
  labels: { revenue: 'Chiffre d’affaires', value: 'Montant de l’opération', change: 'Variation' },
  headings: [
    'Des marges sous pression',
    'Ce que surveillent les investisseurs',
    'Des perspectives prudentes',
    'Coûts et taux de change',
  ],
  elsewhere: 'Ailleurs sur les marchés',
  themes: {
    results: {
      headlines: [
        '{company} relève ses prévisions, le chiffre d’affaires trimestriel atteint {revenue}',
        'L’action {company} recule de {change} malgré un chiffre d’affaires de {revenue}',
      ],
      leads: [
        '{company} a publié le {date} un chiffre d’affaires trimestriel de {revenue}, en hausse de {change} sur un an, et relevé ses prévisions pour l’exercice.',
        'L’action {company} a perdu {change} à {place} le {date}, alors que le groupe a publié un chiffre d’affaires trimestriel de {revenue}.',
      ],
      sentences: [
        'Le résultat opérationnel de {company} a progressé plus vite que les ventes, grâce à la baisse du fret et à la cession d’un immeuble de bureaux.',
        'Les commandes ont augmenté de {change} par rapport au trimestre précédent, surtout auprès des industriels asiatiques.',
        'Le groupe prévoit cette année {value} d’investissements, pour l’essentiel dans l’automatisation.',
        `«${thin}{quote}${thin}», a déclaré {person}, qui dirige {company}, devant les analystes.`,
      ],
      keyPoints: ['Le chiffre d’affaires atteint {revenue}', 'Une hausse de {change} sur un an'],
    },
    deal: {
      headlines: [
        '{company} rachète {peer} pour {value}',
        '{company} et {peer} négocient un rapprochement à {value}',
      ],
      leads: [
        '{company} va racheter {peer} pour {value} en numéraire et en actions, ont annoncé les deux groupes à {place} le {date}.',
        '{company} est sur le point d’acquérir {peer} pour {value}, selon {source}.',
      ],
      sentences: [
        'L’offre représente une prime de {change} sur le dernier cours de {peer}.',
        'Les actionnaires des deux sociétés doivent encore se prononcer et la clôture n’est pas attendue avant le printemps.',
        'Un crédit relais de {value} a été préparé par les banques, selon {source}.',
        `«${thin}{quote}${thin}», a déclaré {person}, qui prendra la tête du nouvel ensemble.`,
      ],
      keyPoints: ['L’opération porte sur {value}', 'La prime est de {change}'],
    },
    rates: {
      headlines: [
        'Les taux se détendent, la banque centrale prône la patience et {company} emprunte',
        '{company} lève {value} sur le marché obligataire avant la décision sur les taux',
      ],
      leads: [
        '{company} a levé {value} sur le marché obligataire le {date}, quelques jours avant la décision sur les taux directeurs.',
        'Les emprunts d’État ont progressé à {place} le {date} après un message de patience de la banque centrale, et {company} en a profité pour placer {value} d’obligations.',
      ],
      sentences: [
        'La demande a dépassé plusieurs fois l’offre, ce qui a permis de réduire la prime annoncée.',
        'L’inflation a ralenti à {change}, un niveau encore supérieur à l’objectif de la banque centrale.',
        'Le marché monétaire anticipe désormais moins de deux baisses d’ici à la fin de l’année.',
        'Le produit servira à rembourser {value} de crédits qui arrivent à échéance l’an prochain.',
      ],
      keyPoints: ['{value} d’obligations placés', 'Deuxième semaine de détente des taux'],
    },
    commodities: {
      headlines: [
        'La hausse du prix {asset} pèse sur {company}',
        '{company} sécurise ses achats {asset} pour {value}',
      ],
      leads: [
        'Le prix {asset} a augmenté de {change} à {place} le {date}, ce qui alourdit les coûts de {company}.',
        '{company} a signé le {date} un contrat d’approvisionnement de {value}, le plus important de son histoire, pour l’achat {asset}.',
      ],
      sentences: [
        'Les stocks des entrepôts agréés sont au plus bas depuis cinq ans.',
        'Une grève portuaire et de fortes pluies retardent les livraisons de trois semaines au plus.',
        'Selon des courtiers de {place}, les achats spéculatifs expliquent environ un tiers de la hausse.',
        '{company} a couvert environ la moitié de ses besoins, selon {source}.',
      ],
      keyPoints: ['Les prix montent de {change}', 'L’offre reste limitée'],
    },
    crypto: {
      headlines: [
        '{company} lance un service de conservation de cryptoactifs',
        'Les cryptoactifs perdent {change}, {company} suspend les retraits',
      ],
      leads: [
        '{company} a lancé à {place} le {date} un service de conservation de cryptoactifs, avec {value} d’encours dès le départ.',
        'Les cryptoactifs ont perdu {change} le {date} après que {company} a suspendu les retraits pendant plusieurs heures.',
      ],
      sentences: [
        'Les volumes échangés sur les principales plateformes ont augmenté de {change} en une journée.',
        'Le service est réservé aux clients professionnels et les clés sont gardées dans deux centres distincts.',
        'Les produits cotés ont enregistré {value} de retraits sur la semaine, selon {source}.',
        'Les autorités rappellent que les détenteurs peuvent perdre la totalité de leur mise.',
      ],
      keyPoints: ['Les cours varient de {change}', 'Les clients détiennent {value} d’actifs'],
    },
    regulation: {
      headlines: [
        '{company} versera {value} pour clore un litige sur l’information financière',
        'Le régulateur examine les comptes de {company}',
      ],
      leads: [
        '{company} versera {value} pour mettre fin à une procédure sur une information trop tardive et incomplète, a-t-il indiqué le {date}.',
        'L’autorité des marchés à {place} a ouvert un examen des comptes de {company}, selon {source}.',
      ],
      sentences: [
        'Le groupe n’a ni reconnu ni contesté les faits et a nommé un contrôleur indépendant.',
        'L’action {company} cédait {change} en début de séance.',
        'Des juristes s’attendent à ce que d’autres entreprises du secteur doivent produire des documents.',
        'Des provisions de {value} avaient été constituées aux trimestres précédents.',
      ],
      keyPoints: ['L’accord s’élève à {value}', 'L’action recule de {change}'],
    },
  },
  common: [
    'L’indice de référence à {place} a gagné {change}, sa meilleure séance depuis l’été.',
    'Les analystes attendaient en moyenne un résultat plus faible et révisent leurs estimations.',
    'Son principal concurrent, {peer}, publiera ses chiffres la semaine prochaine.',
    'Depuis le début de l’année, l’action {company} a gagné {change}.',
    'Un porte-parole de {company} n’a pas souhaité faire d’autre commentaire.',
    'Le dollar a peu varié et la volatilité est tombée au plus bas depuis un mois.',
    'À {place}, des gérants disent ne voir aucune raison de modifier leurs positions avant le prochain rapport.',
    'Les agences de notation ont maintenu leur évaluation, avec une perspective stable.',
  ],
  notices: {
    correction: 'Une version antérieure de cet article donnait un chiffre erroné au premier paragraphe.',
    clarification: 'Le premier paragraphe précise désormais la période à laquelle se rapporte le chiffre.',
    retraction:
      'Cet article a été retiré, son information principale n’ayant pu être confirmée par une seconde source.',
    update: 'Le groupe a confirmé ces chiffres dans un communiqué plus tard dans la journée.',
  },
  riskWarning: {
    title: 'Avertissement sur les risques',
    text: 'Tout investissement comporte des risques. Cet article ne constitue pas un conseil en investissement personnalisé et ne tient compte ni des objectifs, ni de la situation financière, ni des besoins de chaque lecteur. Il appartient à chacun de juger si les opinions exprimées conviennent à sa situation. La responsabilité de l’investissement incombe à l’investisseur seul.',
  },
  cryptoWarning: {
    title: 'Avertissement sur les cryptoactifs',
    text: 'Les cryptoactifs sont très volatils et peu réglementés dans de nombreux pays. Vous pouvez perdre la totalité de la somme investie. Les performances passées ne préjugent pas des résultats futurs et aucun régime d’indemnisation n’est garanti.',
  },
}
