"""Kinds of writing that were read wrongly once: each example that was found, and its neighbours."""

import pytest

from datasay.language.pace import spoken_seconds
from datasay.language.speakable import speakable, speakable_tokens

CHINESE = {
    "numbers to call": [
        ("报警请打110，火警119，急救120。", "报警请打幺幺零，火警幺幺九，急救幺二零。"),
        ("电话 (010) 6655-1234", "电话零幺零，六六五五，幺二三四"),
        ("4001234567", "四零零幺二三四五六七"),
        ("119消防", "幺幺九消防"),
        ("拨打12315投诉", "拨打幺二三幺五投诉"),
        ("12345热线，12345元", "幺二三四五热线，一万二千三百四十五元"),
        ("拨打10086", "拨打幺零零八六"),
        ("美国的报警电话是911", "美国的报警电话是九幺幺"),
        ("分机8012", "分机八零幺二"),
    ],
    "codes": [
        ("请到302房间", "请到三零二房间"),
        ("验证码是123456", "验证码是一二三四五六"),
        ("登录码 8848", "登录码八八四八"),
        ("取件码5-2-1234", "取件码五，二，一二三四"),
        ("公交302路", "公交三零二路"),
        ("GB/T 45438-2025", "国标四五四三八杠二零二五"),
        ("打85折，打9.5折", "打八五折，打九点五折"),
        ("5号楼2单元301，3栋1502", "五号楼二单元三零一，三栋一五零二"),
        ("3栋2000平米", "三栋两千平米"),
        ("ISO 9001认证", "I S O 九零零一认证"),
        ("G123次列车，D312次", "G 一二三次列车， D 三一二次"),
        ("CA1234航班，航班MU5137", "C A 一二三四航班，航班 M U 五一三七"),
        ("京A12345，粤B·12345", "京 A 一二三四五，粤 B 一二三四五"),
        ("邮编100084", "邮编一零零零八四"),
        ("192.168.1.1", "一九二点一六八点一点一"),
        ("漏洞CVE-2024-1234，编号AB-2024-001", "漏洞 C V E 二零二四杠一二三四，编号 A B 二零二四杠零零一"),
    ],
    "universities": [
        ("985", "九八五"),
        ("他考上985，她毕业于211", "他考上九八五，她毕业于二一一"),
        ("他是985的，985和211都好", "他是九八五的，九八五和二一一都好"),
        ("一所985/211，全国985名单", "一所九八五，二一一，全国九八五名单"),
        ("985元，985的平方，第985个", "九百八十五元，九百八十五的平方，第九百八十五个"),
        ("答案是985，共211人", "答案是九百八十五，共二百一十一人"),
    ],
    "parts larger than the whole": [
        ("x等于7/3，3/2倍", "x 等于三分之七，二分之三倍"),
        ("15/7，22/7", "七分之十五，七分之二十二"),
        ("原价的5/4，5/4开学", "原价的四分之五，五月四日开学"),
        ("血压130/85，7/24小时", "血压一百三十，八十五，七乘二十四小时"),
    ],
    "models": [
        ("737-800", "七三七杠八百"),
        ("波音787-9客机", "波音七八七杠九客机"),
        ("A320-200", "A 三二零杠二百"),
        ("型号15-2", "型号一五杠二"),
        ("100-200元", "一百到二百元"),
        ("3-5天", "三到五天"),
    ],
    "signs between numbers": [
        ("3·15晚会", "三一五晚会"),
        ("9.11事件，12·9运动", "九一一事件，一二九运动"),
        ("步骤①②③", "步骤一，二，三"),
        ("9:00～17:30", "九点到十七点三十分"),
        ("10:00—12:00 开会。", "十点到十二点开会。"),
        ("2^10等于1024", "二的十次方等于一千零二十四"),
        ("5*3=15", "五乘三等于十五"),
        ("7x24小时", "七乘二十四小时"),
        ("-5℃~3℃", "零下五摄氏度到三摄氏度"),
    ],
    "years and dates": [
        ("1990s的歌", "一九九零年代的歌"),
        ("在2024年，1990年代", "在二零二四年，一九九零年代"),
        ("2024-25赛季", "二零二四到二五赛季"),
        ("7/8月", "七八月"),
        ("10/1，11/11", "十月一日，十一月十一日"),
        ("1/3，3/4的人", "三分之一，四分之三的人"),
        ("6/18，3/15，10/24", "六月十八日，三月十五日，十月二十四日"),
        ("6/18的学生，7/20", "十八分之六的学生，二十分之七"),
        ("12/31前完成，6/18开抢", "十二月三十一日前完成，六月十八日开抢"),
        ("4/4拍，6/8拍", "四四拍，六八拍"),
        ("有2000年建成的楼", "有二零零零年建成的楼"),
        ("有1900年出生的人", "有一九零零年出生的人"),
        ("已有2000年历史", "已有两千年历史"),
        ("约1500年", "约一千五百年"),
        ("公元618年", "公元六一八年"),
        ("2024 年 5 月 1 日", "二零二四年五月一日"),
    ],
    "halves of the day, and grades": [
        ("8:00AM到5:00PM，12:30 PM", "上午八点到下午五点，中午十二点三十分"),
        ("7am起床，下午3:00PM", "上午七点起床，下午三点"),
        ("评级AA-，B-，A+", "评级 A A 减， B 减， A 加"),
        ("A-17号，歼-20", "A 十七号，歼二十"),
    ],
    "years without their century": [
        ("他出生于'98年，'08年奥运", "他出生于九八年，零八年奥运"),
        ("生于98年，05年生的，00年毕业", "生于九八年，零五年生的，零零年毕业"),
        ("工作了98年，68年前，建于12年前", "工作了九十八年，六十八年前，建于十二年前"),
    ],
    "colons": [
        ("1:16", "一比十六"),
        ("打成1:16", "打成一比十六"),
        ("比例尺1:16，用时1:16", "比例尺一比十六，用时一分十六秒"),
        ("下午1:16出发", "下午一点十六分出发"),
        ("2:05:30", "两小时五分三十秒"),
        ("14:30:05结束", "十四点三十分五秒结束"),
        ("2:30", "两点三十分"),
        ("1:10万", "一比十万"),
    ],
    "二 and 两": [
        ("下午2点开会", "下午两点开会"),
        ("2顿饭，2晚，2栋楼", "两顿饭，两晚，两栋楼"),
        ("2次元，2人世界，2季度", "二次元，二人世界，二季度"),
        ("2 个人，第 2 个", "两个人，第二个"),
        ("版本 2 升级", "版本二升级"),
        ("第2个，2个，C#", "第二个，两个， C sharp"),
    ],
    "spaces": [
        ("今天天气很好 我们去公园 看到了很多花", "今天天气很好，我们去公园，看到了很多花"),
        ("目 录", "目录"),
        ("共 5 页", "共五页"),
    ],
    "formulas and codes of subtitles": [
        ("公式是 $E=mc^2$。", "公式是 E 等于 mc 的平方。"),
        ("$\\frac{1}{2}$", "二分之一"),
        ("$3 \\times 4$", "三乘以四"),
        ("从$5到$8", "从五到八美元"),
        ("{\\an8}上方{\\i1}斜体{\\i0}", "上方斜体"),
    ],
}
ENGLISH = {
    "No. as a word": [
        ("Did they win? No. They lost the match.", "Did they win? No. They lost the match."),
        ("See No. 5 for more.", "See number five for more."),
        ("No. I will.", "No. I will."),
        ("The answer is No. 7 men left.", "The answer is number seven men left."),
    ],
    "Roman numerals": [
        ("World War II began.", "World War two began."),
        ("King Charles III spoke.", "King Charles the third spoke."),
        ("Louis XIV built it.", "Louis the fourteenth built it."),
        ("Super Bowl LIX", "Super Bowl fifty-nine"),
        ("Chapter IV, Part II", "Chapter four, Part two"),
        ("I am", "I am"),
    ],
    "signs between numbers": [
        (".5 mm", "zero point five millimetres"),
        ("10^6", "ten to the power of six"),
        ("a != b", "a not equal to b"),
        ("10/01/2024", "October first, twenty twenty-four"),
        ("100 USD", "one hundred U S dollars"),
        ("in 555-1234", "in five five five, one two three four"),
        ("CVE-2024-1234", "C V E two zero two four, one two three four"),
        ("9am-5pm", "nine A M to five P M"),
        ("3 x 4", "three by four"),
        ("5 ft 10 in", "five foot ten"),
    ],
    "times of a race": [
        ("race in 20:15", "race in twenty minutes and fifteen seconds"),
        ("She ran 5,000 metres in 14:06.", "She ran five thousand metres in fourteen minutes and six seconds."),
        ("He won the marathon in 2:05:30.", "He won the marathon in two hours, five minutes and thirty seconds."),
        ("the race starts at 10:15", "the race starts at ten fifteen"),
        ("a ratio of 3:2", "a ratio of three to two"),
        ("2:05:30", "two hours, five minutes and thirty seconds"),
        ("It is 1:02:03 long.", "It is one hour, two minutes and three seconds long."),
        ("at 9:15:30", "at nine fifteen and thirty seconds"),
        ("14:05:30", "fourteen oh five and thirty seconds"),
    ],
    "short forms at the end of a sentence": [
        ("They live on Main St.", "They live on Main street."),
        ("They live on Main St. It is quiet.", "They live on Main street. It is quiet."),
        ("We met on Park Ave. She smiled.", "We met on Park avenue. She smiled."),
        ("Dr. Smith lives on Elm Dr.", "doctor Smith lives on Elm drive."),
        ("He runs Bell Inc. They sell it.", "He runs Bell incorporated. They sell it."),
        ("St. Louis, Mt. Everest", "saint Louis, mount Everest"),
        ("Dr. Lee and St. Mary", "doctor Lee and saint Mary"),
        ("St. Mary's on 5th Ave.", "saint Mary's on fifth avenue."),
        ("Col. Smith has a Ph.D. in math.", "colonel Smith has a P H D in math."),
    ],
    "short years and grades": [
        ("1/1/25, 13/2/99", "January first, twenty twenty-five, February thirteenth, nineteen ninety-nine"),
        ("1/2/3, 24/7/365", "one, two thirds, twenty-four, seven, three hundred sixty-five"),
        ("A+ grade, B- average, BBB- rating", "A plus grade, B minus average, B B B minus rating"),
        ("B-52, a B-minus", "B fifty-two, a B minus"),
    ],
    "short names of days and wars": [
        ("on Mon., Jan. 5th, Thurs., Oct. 3", "on Monday, January fifth, Thursday, October third"),
        ("On Wed 5 March", "On Wednesday March fifth"),
        ("Sun, sand. I sat. The Sun", "Sun, sand. I sat. The Sun"),
        ("WWI and WWII's end", "World War one and World War two's end"),
        ("born c. 1450, vitamin C. 300 mg", "born about fourteen fifty, vitamin C. three hundred milligrams"),
        ("2nd fl. flat, Rev. 2.1, Rev. Green", "second floor flat, revision two point one, reverend Green"),
    ],
    "units of kitchens and houses": [
        ("1½ tsp salt, 2 1/2 cups", "one and a half teaspoons salt, two and a half cups"),
        ("8 fl oz, 1 gal, 30 mpg", "eight fluid ounces, one gallon, thirty miles per gallon"),
        ("1,200 sq ft, 2½ kg", "one thousand two hundred square feet, two and a half kilograms"),
        ("3x faster, 10× cheaper, a 3x3 grid", "three times faster, ten times cheaper, a three by three grid"),
    ],
    "two figures and a slash": [
        ("7/3, 5/4 and 3/2 of it", "seven thirds, five quarters and three halves of it"),
        ("due on 5/4, by 11/9", "due on May fourth, by November ninth"),
        ("rated 9/10, 4/5 stars", "rated nine out of ten, four out of five stars"),
        ("in 6/8 time, 5/4 odds", "in six eight time, five to four odds"),
        ("50/50, 20/20 vision", "fifty-fifty, twenty twenty vision"),
        ("on 3/4 of the days", "on three quarters of the days"),
    ],
    "figures of other languages": [
        (
            "Le prix est de 12,50 € et de 3,5 % de 1.200 euros.",
            "Le prix est de twelve euros and fifty cents et de three point five percent de one thousand two hundred"
            " euros.",
        ),
        (
            "Der Turm ist 1 200,5 m hoch und nicht 3,5 km.",
            "Der Turm ist one thousand two hundred point five metres hoch und nicht three point five kilometres.",
        ),
        ("It is 1,200 or 3.5 km.", "It is one thousand two hundred or three point five kilometres."),
    ],
    "yen and yuan": [
        ("¥500 in Tokyo, ¥25 in Beijing.", "five hundred yen in Tokyo, twenty-five yuan in Beijing."),
        ("Japan spent ¥5 trillion.", "Japan spent five trillion yen."),
        ("a ¥900 bowl", "a nine hundred yuan bowl"),
    ],
    "money, amounts and codes": [
        ("50¢, ₹500, ₩10,000", "fifty cents, five hundred rupees, ten thousand won"),
        ("a 5 kg bag, 5 kg", "a five-kilogram bag, five kilograms"),
        ("2 1/2 cups", "two and a half cups"),
        ("version 2.0.1, Python 3.11", "version two point zero point one, Python three point eleven"),
        ("Room 302, flight UA 870", "Room three zero two, flight U A eight seven zero"),
        ("code 123456, ext. 204", "code one two three four five six, extension two zero four"),
        ("192.168.1.1", "one nine two dot one six eight dot one dot one"),
        ("the 1990s", "the nineteen nineties"),
        ("$10–$20", "ten to twenty dollars"),
    ],
}


def _all(kinds: dict[str, list[tuple[str, str]]]) -> list[tuple[str, str]]:
    return [case for cases in kinds.values() for case in cases]


@pytest.mark.parametrize(("written", "said"), _all(CHINESE))
def test_mandarin_says(written: str, said: str) -> None:
    assert speakable(written, "zh-CN") == said


@pytest.mark.parametrize(("written", "said"), _all(ENGLISH))
def test_english_says(written: str, said: str) -> None:
    assert speakable(written, "en-US") == said


def test_the_text_round_a_sentence_tells_what_its_signs_mean() -> None:
    def said(sentence: str, language: str, around: str) -> str:
        return " ".join(token.spoken for token in speakable_tokens(sentence, language, around) if not token.is_mark)

    assert (
        said("A bowl is ¥900.", "en-US", "Noodles in Tokyo are cheap. A bowl is ¥900.") == "A bowl is nine hundred yen"
    )
    assert said("A bowl is ¥900.", "en-US", "Noodles are cheap. A bowl is ¥900.") == "A bowl is nine hundred yuan"
    assert said("一碗¥900。", "zh-CN", "一碗¥900。日元最近跌了。") == "一碗 九百日元"
    text = "3,5 km. Die Stadt ist nicht sehr groß, und wir gehen zu Fuß."
    assert said("3,5 km.", "en-US", text) == "three point five kilometres"


def test_spaces_between_phrases_take_the_time_of_commas() -> None:
    commas = "今天天气很好，我们去公园，看到了很多花，还有小鸟在唱歌，大家都很开心"
    assert spoken_seconds(commas.replace("，", " "), "zh-CN") == pytest.approx(spoken_seconds(commas, "zh-CN"))
