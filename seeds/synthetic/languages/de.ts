import type { Language } from '../language.ts'

const months = 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember'.split(' ')
const decimal = (tenths: number) => (tenths / 10).toFixed(1).replace('.', ',')

export const german: Language = {
  locale: 'de',
  gap: ' ',
  money: (amount, currency) => `${decimal(amount)} Milliarden ${currency === 'EUR' ? 'Euro' : 'US-Dollar'}`,
  percent: (tenths) => `${decimal(tenths)} Prozent`,
  date: (month, day) => `${day}. ${months[month - 1]}`,
  places: {
    frankfurt: 'Frankfurt',
    london: 'London',
    madrid: 'Madrid',
    'new-york': 'New York',
    paris: 'Paris',
    singapore: 'Singapur',
    taipei: 'Taipeh',
    tokyo: 'Tokio',
    zurich: 'Zürich',
  },
  assets: ['Kupfer', 'Nickel', 'Rohöl', 'Erdgas', 'Gold', 'Weizen'],
  sources: ['mit der Sache vertrauten Personen', 'zwei Insidern', 'einer Pflichtmitteilung'],
  quotes: [
    'Wir investieren dort, wo unsere Kunden schon sind',
    'Der Auftragsbestand erlaubt uns zu planen, nicht auszuruhen',
    'Die Preise schwanken, aber unsere Kosten haben wir im Griff',
    'Auf diesen Schritt haben wir uns drei Jahre lang vorbereitet',
    'Wir wachsen lieber langsam, als uns später erklären zu müssen',
  ],
  labels: { revenue: 'Umsatz', value: 'Wert der Transaktion', change: 'Veränderung' },
  headings: [
    'Margen unter Druck',
    'Worauf Anleger achten',
    'Vorsichtiger Ausblick',
    'Kosten und Wechselkurse',
  ],
  elsewhere: 'Weitere Bewegungen am Markt',
  themes: {
    results: {
      headlines: [
        '{company} hebt Prognose an: Quartalsumsatz erreicht {revenue}',
        'Aktie von {company} verliert {change} trotz Umsatz von {revenue}',
      ],
      leads: [
        '{company} hat am {date} einen Quartalsumsatz von {revenue} gemeldet, {change} mehr als ein Jahr zuvor, und die Prognose für das Gesamtjahr angehoben.',
        'Die Aktie von {company} hat am {date} in {place} {change} verloren, obwohl der Konzern einen Quartalsumsatz von {revenue} gemeldet hat.',
      ],
      sentences: [
        'Das Betriebsergebnis von {company} wuchs schneller als der Absatz; niedrigere Frachtraten und ein Sonderertrag aus dem Verkauf eines Bürogebäudes halfen dabei.',
        'Der Auftragseingang stieg gegenüber dem Vorquartal um {change}, am stärksten bei Industriekunden in Asien.',
        'Für das laufende Jahr plant das Unternehmen Investitionen von {value}, vor allem in die Automatisierung.',
        '„{quote}“, sagte {person}, Vorstandschef von {company}, in einer Telefonkonferenz.',
      ],
      keyPoints: ['Der Umsatz erreicht {revenue}', 'Zuwachs von {change} zum Vorjahr'],
    },
    deal: {
      headlines: [
        '{company} übernimmt {peer} für {value}',
        '{company} verhandelt mit {peer} über Zusammenschluss für {value}',
      ],
      leads: [
        '{company} übernimmt {peer} für {value} in bar und in Aktien, wie beide Konzerne am {date} in {place} mitteilten.',
        '{company} steht laut {source} kurz vor der Übernahme von {peer}, der Kaufpreis soll bei {value} liegen.',
      ],
      sentences: [
        'Das Angebot liegt um {change} über dem letzten Schlusskurs von {peer}.',
        'Die Aktionäre beider Gesellschaften müssen noch zustimmen; mit dem Abschluss wird nicht vor dem Frühjahr gerechnet.',
        'Die Berater haben laut {source} eine Zwischenfinanzierung von {value} vorbereitet.',
        '„{quote}“, sagte {person}, der den gemeinsamen Konzern führen soll.',
      ],
      keyPoints: ['Der Kaufpreis beträgt {value}', 'Der Aufschlag liegt bei {change}'],
    },
    rates: {
      headlines: [
        'Renditen geben nach: Notenbank mahnt zur Geduld, {company} begibt Anleihe',
        '{company} nimmt vor dem Zinsentscheid {value} am Anleihemarkt auf',
      ],
      leads: [
        '{company} hat am {date} am Anleihemarkt {value} aufgenommen, wenige Tage bevor über die Leitzinsen entschieden wird.',
        'Staatsanleihen haben am {date} in {place} zugelegt, nachdem die Notenbank zur Geduld gemahnt hatte; {company} nutzte die Ruhe für eine Anleihe über {value}.',
      ],
      sentences: [
        'Die Emission war mehrfach überzeichnet, so dass der Aufschlag kleiner ausfiel als zunächst angekündigt.',
        'Die Teuerung ging auf {change} zurück und liegt damit noch immer über dem Ziel der Notenbank.',
        'Am Geldmarkt werden bis zum Jahresende weniger als zwei Zinssenkungen erwartet.',
        'Mit dem Erlös sollen Kredite über {value} abgelöst werden, die im nächsten Jahr fällig werden.',
      ],
      keyPoints: ['Anleihen über {value} sind platziert', 'Renditen sinken die zweite Woche in Folge'],
    },
    commodities: {
      headlines: [
        '{asset} wird teurer und belastet {company}',
        '{company} sichert sich {asset} im Wert von {value}',
      ],
      leads: [
        '{asset} hat sich am {date} in {place} um {change} verteuert und treibt die Kosten von {company}.',
        '{company} hat am {date} einen Liefervertrag über {value} geschlossen und sich damit {asset} für mehrere Jahre gesichert.',
      ],
      sentences: [
        'Die Bestände in den Lagerhäusern der Börse sind auf den niedrigsten Stand seit fünf Jahren gefallen.',
        'Ein Hafenstreik und starke Regenfälle verzögern Lieferungen um bis zu drei Wochen.',
        'Händler in {place} führen etwa ein Drittel des Anstiegs auf spekulative Käufe zurück.',
        '{company} hat laut {source} rund die Hälfte des Bedarfs abgesichert.',
      ],
      keyPoints: ['Die Preise steigen um {change}', 'Das Angebot bleibt knapp'],
    },
    crypto: {
      headlines: [
        '{company} startet Verwahrung für Kryptowerte',
        'Kryptowerte verlieren {change}: {company} setzt Auszahlungen aus',
      ],
      leads: [
        '{company} bietet seit dem {date} in {place} die Verwahrung von Kryptowerten an und betreut von Beginn an {value}.',
        'Kryptowerte haben am {date} {change} verloren, nachdem {company} Auszahlungen für mehrere Stunden ausgesetzt hatte.',
      ],
      sentences: [
        'Der Umsatz auf den größten Handelsplattformen stieg binnen eines Tages um {change}.',
        'Das Angebot richtet sich nur an professionelle Kunden; die Schlüssel liegen in zwei getrennten Rechenzentren.',
        'Aus börsengehandelten Produkten flossen in der Woche laut {source} {value} ab.',
        'Aufsichtsbehörden warnen wiederholt, dass Anleger ihr gesamtes Geld verlieren können.',
      ],
      keyPoints: ['Die Kurse bewegen sich um {change}', 'Kunden halten Werte von {value}'],
    },
    regulation: {
      headlines: [
        '{company} zahlt {value} und beendet Verfahren wegen verspäteter Mitteilung',
        'Aufsicht prüft Bilanz von {company}',
      ],
      leads: [
        '{company} zahlt {value}, um ein Verfahren wegen zu später und lückenhafter Mitteilungen zu beenden, wie der Konzern am {date} erklärte.',
        'Die Finanzaufsicht in {place} prüft laut {source} die Bilanz von {company}.',
      ],
      sentences: [
        'Der Konzern hat die Vorwürfe weder eingeräumt noch bestritten und einen externen Prüfer bestellt.',
        'Die Aktie von {company} lag im frühen Handel {change} im Minus.',
        'Juristen rechnen damit, dass auch andere Häuser der Branche Unterlagen vorlegen müssen.',
        'In früheren Quartalen waren dafür {value} zurückgestellt worden.',
      ],
      keyPoints: ['Die Zahlung beläuft sich auf {value}', 'Die Aktie fällt um {change}'],
    },
  },
  common: [
    'Der Leitindex in {place} schloss {change} höher und hatte damit den besten Tag seit dem Sommer.',
    'Analysten hatten im Schnitt mit einem schwächeren Ergebnis gerechnet und überarbeiten nun ihre Schätzungen.',
    'Der schärfste Wettbewerber {peer} legt in der kommenden Woche eigene Zahlen vor.',
    'Seit Jahresbeginn hat die Aktie von {company} um {change} zugelegt.',
    'Ein Sprecher von {company} wollte sich über die Mitteilung hinaus nicht äußern.',
    'Der Dollar bewegte sich kaum, die Schwankungen fielen auf den niedrigsten Stand seit einem Monat.',
    'Fondsmanager in {place} sehen vor dem nächsten Bericht keinen Anlass, ihre Positionen zu ändern.',
    'Die Ratingagenturen ließen ihre Einstufung mit stabilem Ausblick unverändert.',
  ],
  notices: {
    correction: 'In einer früheren Fassung stand im ersten Absatz eine falsche Zahl.',
    clarification: 'Der erste Absatz sagt nun genauer, auf welchen Zeitraum sich die Zahl bezieht.',
    retraction:
      'Dieser Artikel wurde zurückgezogen, weil sich seine Kernaussage nicht durch eine zweite Quelle bestätigen ließ.',
    update: 'Das Unternehmen bestätigte die Zahlen später am Tag in einer Mitteilung.',
  },
  riskWarning: {
    title: 'Risikohinweis und Haftungsausschluss',
    text: 'Kapitalanlagen sind mit Risiken verbunden. Dieser Artikel ist keine persönliche Anlageberatung und berücksichtigt weder die Anlageziele noch die finanzielle Lage oder die Bedürfnisse einzelner Leser. Ob die hier geäußerten Ansichten zu den eigenen Verhältnissen passen, muss jeder selbst prüfen. Die Verantwortung für eine Anlageentscheidung trägt allein der Anleger.',
  },
  cryptoWarning: {
    title: 'Warnhinweis zu Kryptowerten',
    text: 'Kryptowerte schwanken stark und sind vielerorts kaum reguliert. Sie können Ihr gesamtes eingesetztes Geld verlieren. Frühere Wertentwicklungen sind kein Hinweis auf künftige Ergebnisse, und Einlagensicherung besteht nicht.',
  },
}
