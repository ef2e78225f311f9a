import type { Language } from '../language.ts'

const months =
  'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'.split(' ')
const decimal = (tenths: number) => (tenths / 10).toFixed(1).replace('.', ',')
/** Spanish counts in millions, and separates thousands only from five digits up. */
const millions = (hundredMillions: number) =>
  String(hundredMillions * 100).replace(/(\d{2})(\d{3})$/, '$1.$2')

export const spanish: Language = {
  locale: 'es',
  gap: ' ',
  money: (amount, currency) => `${millions(amount)} millones de ${currency === 'EUR' ? 'euros' : 'dólares'}`,
  percent: (tenths) => `${decimal(tenths)}\u00a0%`,
  date: (month, day) => `${day} de ${months[month - 1]}`,
  places: {
    frankfurt: 'Fráncfort',
    london: 'Londres',
    madrid: 'Madrid',
    'new-york': 'Nueva York',
    paris: 'París',
    singapore: 'Singapur',
    taipei: 'Taipéi',
    tokyo: 'Tokio',
    zurich: 'Zúrich',
  },
  assets: ['del cobre', 'del níquel', 'del crudo', 'del gas natural', 'del oro', 'del trigo'],
  sources: ['personas cercanas a la operación', 'dos fuentes conocedoras del plan', 'un folleto registrado'],
  quotes: [
    'Invertimos donde ya están nuestros clientes',
    'La cartera de pedidos nos permite planificar, no relajarnos',
    'Los precios variarán, pero tenemos los costes bajo control',
    'Es un paso que llevamos tres años preparando',
    'Preferimos crecer despacio a tener que dar explicaciones después',
  ],
  labels: { revenue: 'Ingresos', value: 'Importe de la operación', change: 'Variación' },
  headings: [
    'Márgenes bajo presión',
    'Lo que vigilan los inversores',
    'Perspectivas prudentes',
    'Costes y divisas',
  ],
  elsewhere: 'En otros mercados',
  themes: {
    results: {
      headlines: [
        '{company} eleva sus previsiones tras ingresar {revenue} en el trimestre',
        'Las acciones de {company} ceden un {change} pese a ingresar {revenue}',
      ],
      leads: [
        '{company} comunicó el {date} unos ingresos trimestrales de {revenue}, un {change} más que un año antes, y elevó sus previsiones para el ejercicio.',
        'Las acciones de {company} cayeron un {change} en {place} el {date}, aunque el grupo ingresó {revenue} en el trimestre.',
      ],
      sentences: [
        'El beneficio operativo de {company} creció más que las ventas gracias a unos fletes más baratos y a la venta de un edificio de oficinas.',
        'Los pedidos aumentaron un {change} respecto al trimestre anterior, sobre todo entre clientes industriales de Asia.',
        'La compañía prevé invertir {value} este año, la mayor parte en automatización.',
        '«{quote}», dijo {person}, máximo responsable de {company}, en una conferencia con analistas.',
      ],
      keyPoints: ['Los ingresos alcanzan {revenue}', 'Crecimiento del {change} en un año'],
    },
    deal: {
      headlines: [
        '{company} compra {peer} por {value}',
        '{company} negocia con {peer} una operación de {value}',
      ],
      leads: [
        '{company} ha acordado comprar {peer} por {value} en efectivo y acciones, anunciaron ambos grupos en {place} el {date}.',
        '{company} ultima la compra de {peer} por {value}, según {source}.',
      ],
      sentences: [
        'La oferta supone una prima del {change} sobre el último cierre de {peer}.',
        'Los accionistas de ambas compañías aún deben aprobar el plan y no se espera el cierre antes de la primavera.',
        'Los bancos han preparado un crédito puente de {value}, según {source}.',
        '«{quote}», dijo {person}, que dirigirá el grupo resultante.',
      ],
      keyPoints: ['La operación asciende a {value}', 'La prima es del {change}'],
    },
    rates: {
      headlines: [
        'Ceden los tipos: el banco central pide paciencia y {company} coloca deuda',
        '{company} capta {value} en el mercado de bonos antes de la decisión de tipos',
      ],
      leads: [
        '{company} captó {value} en el mercado de bonos el {date}, pocos días antes de la decisión sobre los tipos de interés.',
        'La deuda pública subió en {place} el {date} después de que el banco central pidiera paciencia, y {company} aprovechó la calma para colocar {value}.',
      ],
      sentences: [
        'La demanda superó varias veces la oferta, lo que permitió rebajar el diferencial anunciado.',
        'La inflación se moderó al {change}, todavía por encima del objetivo del banco central.',
        'El mercado monetario descuenta ya menos de dos bajadas antes de fin de año.',
        'Los fondos servirán para amortizar {value} en créditos que vencen el próximo año.',
      ],
      keyPoints: ['Se colocan bonos por {value}', 'Segunda semana de descenso de los tipos'],
    },
    commodities: {
      headlines: [
        'La subida del precio {asset} lastra a {company}',
        '{company} asegura suministros por {value} ante el alza {asset}',
      ],
      leads: [
        'El precio {asset} subió un {change} en {place} el {date}, lo que encarece los costes de {company}.',
        '{company} firmó el {date} un contrato de suministro de {value}, el mayor de su historia, ante el alza {asset}.',
      ],
      sentences: [
        'Las existencias en los almacenes registrados están en su nivel más bajo en cinco años.',
        'Una huelga portuaria y las fuertes lluvias retrasan los envíos hasta tres semanas.',
        'Operadores de {place} atribuyen a compras especulativas cerca de un tercio de la subida.',
        '{company} ha cubierto alrededor de la mitad de sus necesidades, según {source}.',
      ],
      keyPoints: ['Los precios suben un {change}', 'La oferta sigue siendo escasa'],
    },
    crypto: {
      headlines: [
        '{company} lanza un servicio de custodia de criptoactivos',
        'Los criptoactivos caen un {change} y {company} suspende las retiradas',
      ],
      leads: [
        '{company} lanzó en {place} el {date} un servicio de custodia de criptoactivos, con {value} desde el primer día.',
        'Los criptoactivos perdieron un {change} el {date} después de que {company} suspendiera las retiradas durante varias horas.',
      ],
      sentences: [
        'El volumen negociado en las mayores plataformas aumentó un {change} en un día.',
        'El servicio se dirige solo a clientes profesionales y guarda las claves en dos centros separados.',
        'Los productos cotizados registraron salidas de {value} en la semana, según {source}.',
        'Los supervisores advierten de que los inversores pueden perder todo su dinero.',
      ],
      keyPoints: ['Los precios varían un {change}', 'Los clientes tienen activos por {value}'],
    },
    regulation: {
      headlines: [
        '{company} pagará {value} para cerrar un caso por falta de información',
        'El supervisor revisa las cuentas de {company}',
      ],
      leads: [
        '{company} pagará {value} para cerrar un expediente por informar tarde y de forma incompleta, según comunicó el {date}.',
        'El supervisor de los mercados en {place} revisa las cuentas de {company}, según {source}.',
      ],
      sentences: [
        'El grupo no ha admitido ni negado los hechos y ha nombrado un supervisor externo.',
        'Las acciones de {company} caían un {change} al inicio de la sesión.',
        'Los abogados esperan que se pidan documentos a otras firmas del sector.',
        'En trimestres anteriores se habían provisionado {value}.',
      ],
      keyPoints: ['El acuerdo asciende a {value}', 'Las acciones caen un {change}'],
    },
  },
  common: [
    'El índice de referencia en {place} cerró con un alza del {change}, su mejor sesión desde el verano.',
    'Los analistas esperaban de media un resultado más débil y revisan ahora sus estimaciones.',
    'Su mayor competidor, {peer}, publicará sus cifras la próxima semana.',
    'Desde comienzos de año, las acciones de {company} ganan un {change}.',
    'Un portavoz de {company} declinó hacer más comentarios.',
    'El dólar apenas varió, mientras que la volatilidad cayó a su nivel más bajo en un mes.',
    'Gestores de fondos en {place} no ven motivos para cambiar sus posiciones antes del próximo informe.',
    'Las agencias de calificación mantuvieron su nota, con perspectiva estable.',
  ],
  notices: {
    correction: 'Una versión anterior de este artículo daba una cifra errónea en el primer párrafo.',
    clarification: 'El primer párrafo precisa ahora a qué período se refiere la cifra.',
    retraction:
      'Este artículo se ha retirado porque su afirmación principal no pudo ser confirmada por una segunda fuente.',
    update: 'La compañía confirmó las cifras en un comunicado más tarde ese mismo día.',
  },
  riskWarning: {
    title: 'Advertencia de riesgos',
    text: 'Toda inversión conlleva riesgos. Este artículo no constituye asesoramiento personal en materia de inversión ni tiene en cuenta los objetivos, la situación financiera o las necesidades de cada lector. Corresponde a cada uno valorar si las opiniones expresadas se ajustan a sus circunstancias. La responsabilidad de la inversión recae únicamente en el inversor.',
  },
  cryptoWarning: {
    title: 'Advertencia sobre criptoactivos',
    text: 'Los criptoactivos son muy volátiles y en muchos lugares apenas están regulados. Puede perder todo el dinero invertido. Las rentabilidades pasadas no garantizan resultados futuros y puede no existir ningún sistema de indemnización.',
  },
}
