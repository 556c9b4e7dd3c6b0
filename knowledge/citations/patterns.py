"""How names of laws look in a text, and what stands round them."""

from __future__ import annotations

import re

from .units import NUMERAL

__all__ = [
    "BACK",
    "BACK_END",
    "BOOK",
    "COMPANY",
    "COMPANY_TOPIC",
    "GOES_ON",
    "HAN",
    "IMPLEMENTING",
    "LAW_ENDING",
    "LEAD",
    "LONGER",
    "MADE",
    "NOTE",
    "OWN_RULES",
    "SAID",
    "SHORT",
    "STATE",
    "TITLE_YEAR",
    "UNKNOWN",
    "YEAR",
]

HAN = "\u4e00-\u9fff"
QUOTES = "\"“”'‘’「」『』《》"
NOTE = r"(?:\((?P<note>[^()]{1,60}(?:\([^()]{1,12}\)[^()]{0,30})?)\))?"
BOOK = re.compile(rf"《(?P<name>[^《》\n]{{2,80}}(?:《[^《》\n]{{2,60}}》[^《》\n]{{0,40}})*)》{NOTE}")
SHORT = re.compile(rf"(?:简称|下称|统称)为?:?[{QUOTES}]?(?P<short>[^{QUOTES},;。()]{{2,20}}(?:\([一二三四五六]\))?)")
YEAR = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)年?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:第[一二三四五]次)?(?:修|版|文本|旧|老|$)"
)
MADE = re.compile(r"(?:19|20)\d\d年(?=[^,，]{0,16}(?:通过|公布|发布|颁布|施行))")
TITLE_YEAR = re.compile(r"\((?P<note>(?:19|20)\d\d年?[^()]{0,8})\)$")
BACK = re.compile(
    r"(?:本法|该法|(?<!合)同法|(?:本|该|同一?)(?:条例|规定|办法|司法解释|解释|规则|细则|章程|决定|意见|法律)|(?:上述|前述)(?:法律|条例|规定|办法|司法解释|解释))"
    rf"(?=(?:的|中|中的)?第\(?{NUMERAL})"
)
IMPLEMENTING = frozenset({"实施条例", "实施细则", "实施办法"})
BACK_END = re.compile(
    r"(?:本|该|(?<!合)同一?|上述|前述|上列)(?:法|法律|条例|规定|办法|司法解释|解释|规则|细则|章程|决定|意见)$"
)
# 工会法律监督 names no law, nor does 劳动法庭.
GOES_ON = re.compile(r"(?:律|规(?!定)|院|庭|官|定|人|治|学|理|务|制|医|师|宝|盲|援)")
ENDING = (
    "法典|宪法|法|草案|征求意见稿|修正案|实施条例|条例|规定|办法|实施细则|细则|司法解释|解释|规则"
    "|决定|意见|通知|批复|答复|复函|函|纪要|公告|规范|准则|规程|公约"
)
LAW_ENDING = re.compile(rf"(?:{ENDING}|章程|令|标准)(?:\([^()]{{1,12}}\)|[一二三四五])?$")
UNKNOWN = re.compile(
    rf"(?:{ENDING}|章程|制度|手册|合同|协议|协议书|合同书|守则|规章|纪律)(?:\([一二三四五]\))?(?=第{NUMERAL}条)"
)
OWN_RULES = re.compile(r"(?:手册|合同书?|协议书?|制度|守则|规章|纪律|承诺书|[一-龥]书|函|证明|须知|公司章程)$")
COMPANY = re.compile(
    r"(?:公司|我司|我厂|本单位|该单位|单位的?|贵司|贵单位|企业内部|内部|厂里|厂规|工厂|酒店|学校|医院|我们?店|被申请人|申请人|双方|与其|签订的?)(?:的|制定的?|自己的?|发布的?|下发的?|现行的?)?$"
)
COMPANY_TOPIC = re.compile(
    r"考勤|奖惩|薪酬|绩效|员工|请假|行政管理|车间|门店|保密|财务|报销|宿舍|岗位|晋升|调岗|提成|奖金|加班管理|人事管理"
)
# What stands before a name without belonging to it; the last one in a row of characters counts.
LEAD = re.compile(
    "依据|根据|按照|依照|遵照|参照|违反|违背|适用|符合|触犯|构成|援引|引用|结合|参考|对照|比照|属于|以及|规定|认为|主张|提出|所谓|可以|应当|应该"
    "|我国|现行|新修订|修订后|修正后|新|旧|原|按|和|与|及|或|依|据|照|了|的|是|见|看|查|为|在|对|从|由|将|把|被|向|等|(?<![细规准原法])则|而|但|因|这|那|有|到|如|用|我|你|他|说|问|跟|凭|据此"
)
# Directly before a known name these make it another, longer one.
LONGER = re.compile(
    r"(?:企业|海上|中国|国家|全国|特区|职工|农民工|女职工|国有企业|私营企业|外商投资企业|船员|教师|城镇|城市|农村|个体|地方|行业|省|市|自治区|中华|人民)$"
)
STATE = "中华人民共和国"
SAID = re.compile(r"(?:明确|另行|所|同时|还|已|也)?(?:的?(?:有关|相关|具体|第一次)?规定|中|里)")
