import type { Language } from '../language.ts'

const months = 'January February March April May June July August September October November December'.split(
  ' ',
)

export const english: Language = {
  locale: 'en',
  gap: ' ',
  money: (amount, currency) => `${currency === 'EUR' ? '€' : '$'}${(amount / 10).toFixed(1)} billion`,
  percent: (tenths) => `${(tenths / 10).toFixed(1)}%`,
  date: (month, day) => `${months[month - 1]} ${day}`,
  places: {
    frankfurt: 'Frankfurt',
    london: 'London',
    madrid: 'Madrid',
    'new-york': 'New York',
    paris: 'Paris',
    singapore: 'Singapore',
    taipei: 'Taipei',
    tokyo: 'Tokyo',
    zurich: 'Zurich',
  },
  assets: ['copper', 'nickel', 'crude oil', 'natural gas', 'gold', 'wheat'],
  sources: ['people familiar with the matter', 'two persons briefed on the plans', 'a company filing'],
  quotes: [
    'We are spending where our customers already are',
    'The order book gives us room to plan, not to relax',
    'Prices will move, but our costs are under control',
    'This is a step that we have prepared for three years',
    'We would rather grow slowly than explain ourselves later',
  ],
  labels: { revenue: 'Revenue', value: 'Value of the transaction', change: 'Change' },
  headings: [
    'Margins under pressure',
    'What investors are watching',
    'A cautious outlook',
    'Costs and currencies',
  ],
  elsewhere: 'Elsewhere in the markets',
  themes: {
    results: {
      headlines: [
        '{company} Raises Forecast as Quarterly Revenue Reaches {revenue}',
        '{company} Shares Slip {change} Despite Revenue of {revenue}',
      ],
      leads: [
        '{company} reported quarterly revenue of {revenue} on {date}, {change} more than a year before, and raised its forecast for the full year.',
        'Shares of {company} fell {change} in {place} on {date}, although the group reported quarterly revenue of {revenue}.',
      ],
      sentences: [
        'Operating profit at {company} grew faster than sales, helped by lower freight rates and a one-off gain from the sale of an office building.',
        'Orders rose {change} from the previous quarter, with demand strongest among industrial customers in Asia.',
        'The company expects capital expenditure of {value} this year, most of it for automation.',
        '“{quote},” {person}, chief executive of {company}, told analysts on a call.',
      ],
      keyPoints: ['Revenue reaches {revenue}', 'Growth of {change} from a year before'],
    },
    deal: {
      headlines: [
        '{company} Agrees to Buy {peer} for {value}',
        '{company} in Advanced Talks Over {value} Deal With {peer}',
      ],
      leads: [
        '{company} has agreed to buy {peer} for {value} in cash and shares, the two groups said in {place} on {date}.',
        '{company} is in advanced talks to take over {peer} in a deal worth {value}, according to {source}.',
      ],
      sentences: [
        'The offer values {peer} at a premium of {change} to its last closing price.',
        'Shareholders of both companies still have to approve the plan, and closing is not expected before next spring.',
        'Advisers have lined up bridge financing of {value}, according to {source}.',
        '“{quote},” said {person}, who will lead the combined group.',
      ],
      keyPoints: ['The deal is worth {value}', 'The premium is {change}'],
    },
    rates: {
      headlines: [
        'Bond Yields Ease as Central Bank Signals Patience, {company} Sells Notes',
        '{company} Raises {value} in Bond Market Before Rate Decision',
      ],
      leads: [
        '{company} raised {value} in the bond market on {date}, days before policymakers decide on interest rates.',
        'Government bonds rose in {place} on {date} after officials signalled patience, and {company} used the calm to sell {value} of notes.',
      ],
      sentences: [
        'Demand covered the offer several times over, bankers said, which allowed a lower spread than first guided.',
        'Inflation slowed to {change}, still above the target that the central bank has set for itself.',
        'Money markets now price in fewer than two cuts before the end of the year.',
        'The proceeds will be used to repay {value} of loans that fall due next year.',
      ],
      keyPoints: ['Notes worth {value} are sold', 'Yields ease for a second week'],
    },
    commodities: {
      headlines: [
        'Rising Price of {asset} Weighs on {company}',
        '{company} Locks In {asset} Supplies Worth {value}',
      ],
      leads: [
        'The price of {asset} rose {change} in {place} on {date}, adding to costs at {company}.',
        '{company} signed a supply contract for {asset} worth {value} on {date}, its largest so far.',
      ],
      sentences: [
        'Stocks in registered warehouses have fallen to their lowest level in five years.',
        'A strike at a port and heavy rain have delayed shipments by up to three weeks.',
        'Traders in {place} said speculative buying explained about a third of the advance.',
        '{company} has hedged about half of its needs, according to {source}.',
      ],
      keyPoints: ['Prices rise by {change}', 'Supplies stay tight'],
    },
    crypto: {
      headlines: [
        '{company} Opens Custody Service for Digital Assets',
        'Digital Assets Fall {change} as {company} Pauses Withdrawals',
      ],
      leads: [
        '{company} opened a custody service for digital assets in {place} on {date}, with {value} under management from the start.',
        'Digital assets lost {change} of their value on {date} after {company} paused withdrawals for several hours.',
      ],
      sentences: [
        'Trading volume on the largest platforms rose {change} within a day.',
        'The service is open to professional clients only and keeps keys in two separate data centres.',
        'Outflows from listed products amounted to {value} over the week, according to {source}.',
        'Supervisors have repeatedly warned that holders may lose all the money they put in.',
      ],
      keyPoints: ['Prices move by {change}', 'Clients hold assets worth {value}'],
    },
    regulation: {
      headlines: [
        '{company} to Pay {value} to Settle Disclosure Case',
        'Regulator Opens Review of {company} Accounts',
      ],
      leads: [
        '{company} will pay {value} to settle charges that it told investors too little and too late, it said on {date}.',
        'The market supervisor in {place} has opened a review of the accounts of {company}, according to {source}.',
      ],
      sentences: [
        'The group neither admitted nor denied the findings and has appointed an outside monitor.',
        'Shares of {company} were {change} lower in early trading.',
        'Lawyers expect that other firms in the industry will be asked for documents too.',
        'Provisions of {value} had been made in earlier quarters.',
      ],
      keyPoints: ['The settlement amounts to {value}', 'Shares fall by {change}'],
    },
  },
  common: [
    'The benchmark index in {place} closed {change} higher, its best day since the summer.',
    'Analysts had on average expected a weaker outcome and are now revising their estimates.',
    '{peer}, the closest competitor, will publish its own figures next week.',
    'Since the beginning of the year the shares of {company} have gained {change}.',
    'A spokesperson for {company} declined to comment beyond the statement.',
    'The dollar was little changed, while volatility fell to its lowest level in a month.',
    'Fund managers in {place} said they saw no reason to change their positions before the next report.',
    'The rating agencies left their assessment unchanged, with a stable outlook.',
  ],
  notices: {
    correction: 'An earlier version of this article gave a wrong figure in the first paragraph.',
    clarification: 'The first paragraph now says more precisely to which period the figure refers.',
    retraction:
      'This article has been withdrawn because its main statement could not be confirmed by a second source.',
    update: 'The company confirmed the figures in a statement later in the day.',
  },
  riskWarning: null,
  cryptoWarning: {
    title: 'Warning on Crypto-Assets',
    text: 'Crypto-assets are highly volatile and largely unregulated in many places. You may lose all the money you invest. Past performance is no guide to future results, and no compensation scheme may protect you.',
  },
}
