import type { Language } from '../language.ts'

export const japanese: Language = {
  locale: 'ja',
  gap: '',
  money: (amount, currency) => `${amount}億${currency === 'EUR' ? 'ユーロ' : 'ドル'}`,
  percent: (tenths) => `${(tenths / 10).toFixed(1)}%`,
  date: (month, day) => `${month}月${day}日`,
  places: {
    frankfurt: 'フランクフルト',
    london: 'ロンドン',
    madrid: 'マドリード',
    'new-york': 'ニューヨーク',
    paris: 'パリ',
    singapore: 'シンガポール',
    taipei: '台北',
    tokyo: '東京',
    zurich: 'チューリヒ',
  },
  assets: ['銅', 'ニッケル', '原油', '天然ガス', '金', '小麦'],
  sources: ['事情に詳しい関係者', '計画について説明を受けた2人', '提出書類'],
  quotes: [
    '顧客がいる場所に投資していく',
    '受注残は計画を立てる余裕であって、気を緩める理由ではない',
    '価格は変動するが、コストは管理できている',
    '3年かけて準備してきた一歩だ',
    '後で弁明するより、ゆっくり成長するほうがよい',
  ],
  labels: { revenue: '売上高', value: '取引額', change: '変化率' },
  headings: ['利益率に圧力', '投資家が注目する点', '慎重な見通し', 'コストと為替'],
  elsewhere: 'その他の市場の動き',
  themes: {
    results: {
      headlines: [
        '{company}、通期予想を上方修正 四半期売上高は{revenue}',
        '{company}株が{change}下落 売上高は{revenue}に',
      ],
      leads: [
        '{company}は{date}、四半期の売上高が前年同期比{change}増の{revenue}になったと発表し、通期の業績予想を引き上げた。',
        '{date}の{place}市場で{company}の株価が{change}下落した。同社が発表した四半期の売上高は{revenue}だった。',
      ],
      sentences: [
        '{company}の営業利益は売上高を上回る伸びとなり、運賃の低下とオフィスビルの売却益が寄与した。',
        '受注は前四半期に比べて{change}増え、アジアの産業向けが特に好調だった。',
        '今年の設備投資は{value}を見込み、その大半を自動化に充てる。',
        '{company}の{person}最高経営責任者は説明会で「{quote}」と述べた。',
      ],
      keyPoints: ['売上高は{revenue}', '前年同期比{change}の増加'],
    },
    deal: {
      headlines: ['{company}が{peer}を{value}で買収へ', '{company}と{peer}、{value}の統合で交渉大詰め'],
      leads: [
        '{company}は{date}、{place}で、{peer}を現金と株式を合わせて{value}で買収することで合意したと発表した。',
        '{source}によると、{company}は{peer}を{value}で買収する方向で最終調整に入った。',
      ],
      sentences: [
        '買収価格は{peer}の直近の終値に{change}を上乗せした水準となる。',
        '両社の株主の承認が必要で、手続きの完了は来春以降になる見通しだ。',
        '{source}によると、銀行団は{value}のつなぎ融資を用意している。',
        '統合後の会社を率いる{person}氏は「{quote}」と語った。',
      ],
      keyPoints: ['買収額は{value}', '上乗せ幅は{change}'],
    },
    rates: {
      headlines: [
        '債券利回りが低下 中銀は慎重姿勢、{company}が社債発行',
        '{company}、金利決定を前に債券市場で{value}を調達',
      ],
      leads: [
        '{company}は{date}、政策金利の決定を数日後に控え、債券市場で{value}を調達した。',
        '{date}の{place}市場では、中央銀行が慎重な姿勢を示したことを受けて国債が買われ、{company}は{value}の社債を発行した。',
      ],
      sentences: [
        '需要は募集額の数倍に達し、上乗せ金利は当初の目安より小さくなった。',
        'インフレ率は{change}に鈍化したものの、中央銀行の目標をなお上回っている。',
        '短期金融市場が織り込む年末までの利下げは2回に満たない。',
        '調達した資金は、来年に期限を迎える{value}の借り入れの返済に充てる。',
      ],
      keyPoints: ['社債の発行額は{value}', '利回りは2週連続で低下'],
    },
    commodities: {
      headlines: ['{asset}価格の上昇、{company}の重荷に', '{company}、{value}規模の{asset}調達契約を締結'],
      leads: [
        '{date}の{place}市場で{asset}の価格が{change}上昇し、{company}のコストを押し上げている。',
        '{company}は{date}、過去最大となる{value}規模の{asset}の調達契約を結んだ。',
      ],
      sentences: [
        '指定倉庫の在庫は過去5年で最も低い水準まで減少した。',
        '港湾のストライキと大雨の影響で、出荷は最大3週間遅れている。',
        '{place}の市場関係者は、上昇分の約3分の1が投機的な買いによるものだとみている。',
        '{source}によると、{company}は必要量のおよそ半分について価格変動の備えを済ませている。',
      ],
      keyPoints: ['価格は{change}上昇', '供給不足が続く'],
    },
    crypto: {
      headlines: [
        '{company}、暗号資産の保管サービスを開始',
        '暗号資産が{change}下落 {company}が出金を一時停止',
      ],
      leads: [
        '{company}は{date}、{place}で暗号資産の保管サービスを始めた。当初の預かり資産は{value}となる。',
        '{company}が出金を数時間停止したことを受け、{date}の暗号資産は{change}下落した。',
      ],
      sentences: [
        '主要な取引所の売買高は1日で{change}増加した。',
        'サービスの対象は専門の投資家に限られ、鍵は2カ所のデータセンターに分けて保管される。',
        '{source}によると、上場商品からの資金流出は1週間で{value}に上った。',
        '監督当局は、投資した資金をすべて失う可能性があると繰り返し警告している。',
      ],
      keyPoints: ['価格の変動は{change}', '顧客の資産は{value}'],
    },
    regulation: {
      headlines: ['{company}、情報開示をめぐり{value}の支払いで和解', '当局、{company}の会計を調査'],
      leads: [
        '{company}は{date}、投資家への情報開示が遅く不十分だったとされる問題で、{value}を支払って和解すると発表した。',
        '{source}によると、{place}の市場監督当局は{company}の会計について調査を始めた。',
      ],
      sentences: [
        '同社は指摘を認めも否定もしておらず、外部の監視人を任命した。',
        '{company}の株価は取引開始直後に{change}下落した。',
        '弁護士らは、同業他社にも資料の提出が求められるとみている。',
        '同社はこれまでの四半期に{value}の引当金を計上していた。',
      ],
      keyPoints: ['和解金は{value}', '株価は{change}下落'],
    },
  },
  common: [
    '{place}市場の主要株価指数は{change}高で引け、夏以降で最大の上昇となった。',
    'アナリストの予想はこれを下回っており、業績見通しの見直しが相次いでいる。',
    '最大の競合である{peer}は来週、決算を発表する。',
    '{company}の株価は年初から{change}上昇している。',
    '{company}の広報担当者は発表内容以外についてコメントを控えた。',
    'ドルは小動きとなり、変動率は1カ月ぶりの低水準に下がった。',
    '{place}のファンド運用者は、次の報告まで持ち高を変える理由はないと話している。',
    '格付け会社は評価を据え置き、見通しを「安定的」とした。',
  ],
  notices: {
    correction: '以前の記事では第1段落の数値に誤りがありました。',
    clarification: '第1段落の数値がどの期間のものかを明確にしました。',
    retraction: '主要な内容を別の情報源で確認できなかったため、この記事を取り下げました。',
    update: '同社はその後、声明でこれらの数値を確認した。',
  },
  riskWarning: {
    title: 'リスクに関するご注意',
    text: '投資にはリスクが伴います。本記事は個人に対する投資助言ではなく、個々の読者の投資目的、財務状況、必要性を考慮したものではありません。記載された意見や見通しがご自身の状況に適しているかどうかは、読者ご自身でご判断ください。投資に関する責任は投資家本人が負うものとします。',
  },
  cryptoWarning: {
    title: '暗号資産に関するご注意',
    text: '暗号資産は価格変動が激しく、多くの地域で規制が十分ではありません。投資した資金をすべて失う可能性があります。過去の実績は将来の成果を示すものではなく、補償制度の対象とならない場合があります。',
  },
}
