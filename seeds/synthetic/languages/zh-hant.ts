import type { Language } from '../language.ts'

export const traditionalChinese: Language = {
  locale: 'zh-Hant',
  gap: '',
  money: (amount, currency) => `${amount}億${currency === 'EUR' ? '歐元' : '美元'}`,
  percent: (tenths) => `${(tenths / 10).toFixed(1)}%`,
  date: (month, day) => `${month}月${day}日`,
  places: {
    frankfurt: '法蘭克福',
    london: '倫敦',
    madrid: '馬德里',
    'new-york': '紐約',
    paris: '巴黎',
    singapore: '新加坡',
    taipei: '台北',
    tokyo: '東京',
    zurich: '蘇黎世',
  },
  assets: ['銅', '鎳', '原油', '天然氣', '黃金', '小麥'],
  sources: ['知情人士', '兩名了解計畫的人士', '公司申報文件'],
  quotes: [
    '客戶在哪裡，我們就投資到哪裡',
    '在手訂單讓我們可以從容規劃，而不是鬆懈',
    '價格會波動，但成本仍在掌控之中',
    '這一步我們已準備了三年',
    '我們寧可慢慢成長，也不願事後解釋',
  ],
  labels: { revenue: '營收', value: '交易金額', change: '變動幅度' },
  headings: ['利潤率承壓', '投資人關注的重點', '展望審慎', '成本與匯率'],
  elsewhere: '其他市場動態',
  themes: {
    results: {
      headlines: ['{company}上調全年預測 單季營收達{revenue}', '{company}股價下跌{change} 單季營收{revenue}'],
      leads: [
        '{company}於{date}公布單季營收{revenue}，較去年同期成長{change}，並上調全年財測。',
        '{company}股價{date}在{place}下跌{change}，儘管集團公布的單季營收達{revenue}。',
      ],
      sentences: [
        '{company}的營業利益成長快於銷售，主要受惠於運費下降以及出售辦公大樓的一次性收益。',
        '訂單較前一季增加{change}，其中以亞洲工業客戶的需求最為強勁。',
        '公司預計今年資本支出為{value}，多數用於自動化。',
        '{company}執行長{person}在法人說明會上表示：「{quote}。」',
      ],
      keyPoints: ['單季營收達{revenue}', '較去年同期成長{change}'],
    },
    deal: {
      headlines: ['{company}同意以{value}收購{peer}', '{company}與{peer}洽談{value}合併案進入尾聲'],
      leads: [
        '{company}與{peer}於{date}在{place}宣布，{company}將以現金加股票共{value}收購{peer}。',
        '據{source}指出，{company}即將以{value}收購{peer}。',
      ],
      sentences: [
        '收購價較{peer}最近收盤價溢價{change}。',
        '交易尚待雙方股東同意，預計最快明年春天完成。',
        '據{source}指出，銀行團已備妥{value}的過橋貸款。',
        '將領導合併後集團的{person}表示：「{quote}。」',
      ],
      keyPoints: ['交易金額為{value}', '溢價幅度為{change}'],
    },
    rates: {
      headlines: ['央行釋出耐心訊號 殖利率走低 {company}發債', '利率決策前夕 {company}於債市籌資{value}'],
      leads: [
        '{company}於{date}在債券市場籌得{value}，距利率決策僅剩數日。',
        '央行釋出耐心訊號後，{place}公債{date}走高，{company}趁市場平穩發行{value}債券。',
      ],
      sentences: [
        '認購金額達發行額的數倍，使利差低於原先的指引。',
        '通膨率放緩至{change}，仍高於央行設定的目標。',
        '貨幣市場目前預期年底前降息不到兩次。',
        '所得資金將用於償還明年到期的{value}貸款。',
      ],
      keyPoints: ['債券發行額為{value}', '殖利率連續兩週走低'],
    },
    commodities: {
      headlines: ['{asset}價格上漲 {company}成本承壓', '{company}簽下{value}的{asset}供應合約'],
      leads: [
        '{asset}價格{date}在{place}上漲{change}，推升{company}的成本。',
        '{company}於{date}簽下{value}的{asset}供應合約，金額為歷來最高。',
      ],
      sentences: [
        '註冊倉庫的庫存已降至五年來最低水準。',
        '港口罷工與豪雨使出貨延誤最多三週。',
        '{place}的交易商認為，漲幅中約有三分之一來自投機買盤。',
        '據{source}指出，{company}已為約一半的需求量避險。',
      ],
      keyPoints: ['價格上漲{change}', '供應依然吃緊'],
    },
    crypto: {
      headlines: ['{company}推出加密資產保管服務', '加密資產下跌{change} {company}暫停提領'],
      leads: [
        '{company}於{date}在{place}推出加密資產保管服務，初期保管資產達{value}。',
        '{company}暫停提領數小時後，加密資產{date}下跌{change}。',
      ],
      sentences: [
        '各大平台的交易量在一天內增加{change}。',
        '服務僅開放給專業客戶，金鑰分別存放於兩座資料中心。',
        '據{source}指出，上市產品一週內流出{value}。',
        '監理機關一再警告，持有人可能損失全部投入的資金。',
      ],
      keyPoints: ['價格變動{change}', '客戶持有{value}資產'],
    },
    regulation: {
      headlines: ['{company}支付{value}就資訊揭露案和解', '主管機關審查{company}帳目'],
      leads: [
        '{company}於{date}表示，將支付{value}，就揭露資訊過遲且不完整一案達成和解。',
        '據{source}指出，{place}的市場主管機關已開始審查{company}的帳目。',
      ],
      sentences: [
        '集團既未承認也未否認相關調查結果，並已任命外部監督人。',
        '{company}股價早盤下跌{change}。',
        '律師預期同業也將被要求提交文件。',
        '公司先前數季已提列{value}準備金。',
      ],
      keyPoints: ['和解金額為{value}', '股價下跌{change}'],
    },
  },
  common: [
    '{place}大盤指數收高{change}，創夏季以來最佳單日表現。',
    '分析師原先平均預期的結果較弱，目前正在上修預估。',
    '主要競爭對手{peer}將於下週公布財報。',
    '今年以來，{company}股價已上漲{change}。',
    '{company}發言人除聲明外不願進一步置評。',
    '美元變動不大，市場波動度降至一個月來最低。',
    '{place}的基金經理人表示，在下一份報告公布前沒有理由調整部位。',
    '信評機構維持評等不變，展望為穩定。',
  ],
  notices: {
    correction: '本文先前版本第一段的數字有誤。',
    clarification: '第一段現已更明確說明該數字所指的期間。',
    retraction: '由於主要內容無法獲得第二個消息來源證實，本文已撤回。',
    update: '公司當天稍晚發表聲明，證實了上述數字。',
  },
  riskWarning: {
    title: '風險提示與免責聲明',
    text: '市場有風險，投資需謹慎。本文不構成個人投資建議，亦未考慮個別讀者的投資目標、財務狀況或需要。讀者應自行判斷文中的意見、觀點或結論是否符合其特定情況。據此投資，責任自負。',
  },
  cryptoWarning: {
    title: '加密資產風險警語',
    text: '加密資產價格波動劇烈，在許多地區缺乏完整監管。您可能損失全部投入的資金。過去績效不代表未來表現，且可能不受任何補償制度保障。',
  },
}
