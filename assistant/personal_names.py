"""Names of people in what people wrote, where the words say that a name follows."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["names_in"]

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆"
    "汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔"
    "伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙"
    "鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬"
)
_DOUBLE = "欧阳|上官|司马|司徒|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|端木|独孤|南宫|宇文|长孙"
# What follows 我是 or 我叫 and begins like a name, but is none.
_NO_NAME = re.compile(
    "高[管工中温空级]|司机|程序|施工|党[员组]|文[员职化]|车[间工床辆祸]|项目|管[理道培]|安[全保徽庆阳检装置监排心]|农[民村业忙林]|江[苏西门]|温州|苏州|"
    "常[州德务]|徐州|郑州|贺州|柳州|梅州|兰州|万州|路[人政桥]|云南|宁[夏波德]|吉[林安]|武[汉警威]|包[工装头]|成[都年]|石[家油化]|关[于键系]|"
    "温[岭]|马[上鞍]|白[班领天]|金[融华属]|向[他她老公]|于[是]|应[该届聘当付]|时[薪候常间]|连[续]|全[职国部日责都]|单[位身亲独方]|方[便]|解[除雇释决]|"
    "成[人为]|简[单]|景[区]|宗[教]|左[右手边]|任[何]|严[重]|常[年]|季[节]|华[为人]|文[化]|韩国|何[时况]|房[东产]|古[代]|边[上疆]|卫生|计[件]|"
    "余[姚杭]|康[复]|盛[装]|路[上过]|龙[岩]|唐[山]|陆[续]|雷[打]|胡[同]|夏[天]|许[多昌]|方[面]|毕[业]|曲[靖]|阳[江泉]|施[工]|申[请诉]|易[燃]|付[出款]|成[立功]|季[度]|齐[全]|陈[述列旧]|性别|年龄|住址|单位|职务|电话|身份|地址"
)
_LAST_NO_NAME = frozenset("人员工管岗者们方户师")
_AFTER_NAME = r"(?=[\s,，。.;；:：!！?？、()（）\"“”'‘’]|$)"
# After a name of two characters one of these goes on with the sentence.
_GOES_ON = "在是的今年来自从因被给有为和跟与岁男女去到于就要想现也都做干不没说住电手身性联"
_GIVEN = rf"(?:(?:{_DOUBLE})[\u4e00-\u9fff]{{1,2}}|[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})"
_FOREIGN = r"[\u4e00-\u9fff]{1,10}(?:[·•・][\u4e00-\u9fff]{1,10}){1,3}"
_STRICT_CUE = (
    r"(?:我是|俺是|本人|我老公|我老婆|我爱人|(?:老板|经理|厂长|工头|主管|组长|班长|店长|队长|会计|人事)(?:是|叫|名叫))"
)
_LOOSE_CUE = r"(?:我叫做?|俺叫|名叫|名字[是叫:：]{1,2}|姓名(?:是|叫|为)?)[ \u3000]*"
_FORM_CUE = r"(?:姓名|名字|申请人|联系人|投诉人|举报人|受伤职工|当事人)[ \u3000]*[:：][ \u3000]*"
_NAMED = (
    re.compile(rf"(?:{_STRICT_CUE}|{_LOOSE_CUE}|{_FORM_CUE})(?P<own>{_FOREIGN})"),
    re.compile(rf"{_FORM_CUE}(?P<own>[\u4e00-\u9fff]{{2,4}}){_AFTER_NAME}"),
    re.compile(rf"(?:{_STRICT_CUE}|{_LOOSE_CUE}|{_FORM_CUE})(?P<own>{_GIVEN}){_AFTER_NAME}"),
    re.compile(rf"(?:{_LOOSE_CUE}|{_FORM_CUE})(?P<own>[{_SURNAMES}][\u4e00-\u9fff])(?=[{_GOES_ON}])"),
    re.compile(rf"(?:{_LOOSE_CUE}|{_FORM_CUE})(?P<own>{_GIVEN})"),
)


def names_in(text: str) -> Iterator[tuple[int, int]]:
    """Where each name begins and ends; a place may come more than once."""
    for pattern in _NAMED:
        for found in pattern.finditer(text):
            own = found["own"]
            after_colon = found[0][: -len(own)].rstrip()[-1:] in {":", "："}
            if not (_NO_NAME.match(own) or (own[-1] in _LAST_NO_NAME and not after_colon)):
                yield found.span("own")
