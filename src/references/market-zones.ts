/**
 * Time zones of large markets by market identifier code (ISO 10383), whose calendar days the dates of a listing are.
 *
 * As of 2026-11-27: the zone of the city of each market in the IANA time zone database 2026c, compared with the
 * calendars of exchange_calendars 4.13.
 */
const marketsByZone = {
  'America/New_York': 'XNYS XNAS XNGS XNMS XNCM XASE ARCX BATS IEXG OTCM XNYM XCEC IFUS',
  'America/Chicago': 'XCME XCBT XCBO XCHI',
  'America/Toronto': 'XTSE XTSX XCNQ NEOE XMOD',
  'America/Mexico_City': 'XMEX BIVA',
  'America/Bogota': 'XBOG',
  'America/Lima': 'XLIM',
  'America/Santiago': 'XSGO',
  'America/Sao_Paulo': 'BVMF',
  'America/Argentina/Buenos_Aires': 'XBUE',
  'Atlantic/Reykjavik': 'XICE',
  'Europe/London': 'XLON AIMX XLME IFEU',
  'Europe/Dublin': 'XDUB XMSM',
  'Europe/Lisbon': 'XLIS',
  'Europe/Madrid': 'XMAD BMEX',
  'Europe/Paris': 'XPAR',
  'Europe/Brussels': 'XBRU',
  'Europe/Amsterdam': 'XAMS',
  'Europe/Luxembourg': 'XLUX',
  'Europe/Berlin': 'XETR XFRA XEUR XEEE XSTU XMUN XHAM XDUS XBER',
  'Europe/Zurich': 'XSWX',
  'Europe/Rome': 'XMIL MTAA',
  'Europe/Vienna': 'XWBO',
  'Europe/Prague': 'XPRA',
  'Europe/Budapest': 'XBUD',
  'Europe/Warsaw': 'XWAR',
  'Europe/Copenhagen': 'XCSE',
  'Europe/Oslo': 'XOSL',
  'Europe/Stockholm': 'XSTO',
  'Europe/Helsinki': 'XHEL',
  'Europe/Athens': 'ASEX XATH',
  'Europe/Bucharest': 'XBSE',
  'Europe/Istanbul': 'XIST',
  'Europe/Moscow': 'MISX',
  'Africa/Johannesburg': 'XJSE',
  'Africa/Cairo': 'XCAI',
  'Asia/Jerusalem': 'XTAE',
  'Asia/Riyadh': 'XSAU',
  'Asia/Dubai': 'XDFM XADS',
  'Asia/Karachi': 'XKAR',
  'Asia/Kolkata': 'XNSE XBOM',
  'Asia/Bangkok': 'XBKK',
  'Asia/Jakarta': 'XIDX',
  'Asia/Kuala_Lumpur': 'XKLS',
  'Asia/Singapore': 'XSES',
  'Asia/Manila': 'XPHS',
  'Asia/Ho_Chi_Minh': 'XSTC',
  'Asia/Hong_Kong': 'XHKG',
  'Asia/Shanghai': 'XSHG XSHE',
  'Asia/Taipei': 'XTAI ROCO',
  'Asia/Seoul': 'XKRX XKOS',
  'Asia/Tokyo': 'XTKS XJPX XOSE XNGO XFKA XSAP',
  'Australia/Sydney': 'XASX',
  'Pacific/Auckland': 'XNZE',
}

/** The zone of each market in the table. */
export const marketZones: ReadonlyMap<string, string> = new Map(
  Object.entries(marketsByZone).flatMap(([zone, markets]) =>
    markets.split(' ').map((mic): [string, string] => [mic, zone]),
  ),
)
