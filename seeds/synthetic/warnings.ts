import type { DisclaimerContent, DisclaimerRule } from '../../src/disclaimers/schema.ts'
import type { Warning } from './language.ts'
import { languages } from './languages.ts'
import { cryptoTopic } from './references.ts'

/** The sample has this disclaimer in English and requires it for every article. */
const riskWarning = 'risk-warning-and-disclaimer'
const cryptoWarning = 'crypto-asset-warning'

const disclaimer = (
  key: string,
  kind: DisclaimerContent['kind'],
  locale: string,
  { title, text }: Warning,
): DisclaimerContent => ({
  key,
  locale,
  kind,
  title,
  text,
  shortText: null,
  jurisdictions: ['*'],
  effectiveFrom: '2019-01-01',
  effectiveTo: null,
})

export const warnings: readonly DisclaimerContent[] = languages.flatMap((language) => [
  ...(language.riskWarning
    ? [disclaimer(riskWarning, 'general_risk_warning', language.locale, language.riskWarning)]
    : []),
  disclaimer(cryptoWarning, 'crypto_risk_warning', language.locale, language.cryptoWarning),
])

/** Neither rule matches the sample's article, whose disclaimers must not change. */
export const warningRules: readonly DisclaimerRule[] = [
  {
    key: 'synthetic-risk-warning',
    priority: 100,
    when: {
      contentKinds: ['article'],
      locales: languages.filter((one) => one.riskWarning).map((one) => one.locale),
    },
    disclaimer: riskWarning,
    placement: 'after_body',
    required: true,
  },
  {
    key: 'synthetic-crypto-warning',
    priority: 50,
    when: { contentKinds: ['article'], topics: [cryptoTopic] },
    disclaimer: cryptoWarning,
    placement: 'after_lead',
    required: true,
  },
]
