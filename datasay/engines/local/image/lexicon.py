"""The dictionary from words to what they bring to mind: a motif and a theme."""

# motif, theme, words. English words match whole, with the usual endings; a Chinese word of one character matches only
# where it stands as a word of its own; `*2` doubles a word that says more than its neighbours.
LEXICON: tuple[tuple[str, str, str], ...] = (
    (
        "figure",
        "parting",
        "背影*2 送别 离别 告别 再见 分别 蹒跚 远去 farewell goodbye leave parting depart",
    ),
    (
        "pair",
        "family",
        "父亲 爸爸 母亲 妈妈 父母 儿子 女儿 孩子 祖母 祖父 爷爷 奶奶 家人 亲人 老师 father mother son "
        "daughter child children parent family dad mom brother brethren",
    ),
    (
        "house",
        "family",
        "回家 家乡 故乡 老家 家中 家里 院子 房子 住房 房间 客厅 house home household village",
    ),
    (
        "train",
        "travel",
        "火车*2 高铁 铁道 铁路 地铁 列车 上车 车门 北去 train railway rail subway metro",
    ),
    (
        "platform",
        "parting",
        "月台 车站 站台 栅栏 station platform",
    ),
    (
        "suitcase",
        "travel",
        "行李 旅行 出差 旅途 旅客 旅馆 travel trip journey luggage tourist tourism tour",
    ),
    (
        "plane",
        "travel",
        "飞机 航班 机场 航空 plane flight airport aviation",
    ),
    (
        "boat",
        "sea",
        "渡江 过江 渡口 江 船 河流 帆 航行 boat ship sail river ferry harbor",
    ),
    (
        "bridge",
        "travel",
        "桥 道路 公路 大桥 bridge road highway",
    ),
    (
        "fruit",
        "fruit",
        "橘子*2 橘 朱红 水果 苹果 柑橘 果实 果园 orange tangerine fruit apple citrus",
    ),
    (
        "letter",
        "memory",
        "信 来信 写信 一信 书信 信中 举箸提笔 来信 letter mail postcard",
    ),
    (
        "quill",
        "learning",
        "提笔 写作 文章 作者 诗 文学 write writer writing poem poet literature author",
    ),
    (
        "book",
        "learning",
        "读书 念书 学校 教育 学习 学生 书籍 课堂 大学 book school education study student learn read",
    ),
    (
        "candle",
        "grief",
        "丧事 奔丧 逝 死了 去世 祖母死 悼念 哀 哭 泪 眼泪 流泪 难过 惨淡 伤怀 death dead died dying mourn "
        "grief tears tear cry funeral",
    ),
    (
        "stones",
        "war",
        "烈士 墓 牺牲 阵亡 墓地 grave buried cemetery resting field battle-field battlefield fallen perish",
    ),
    (
        "flag",
        "war",
        "战争 内战 战场 军队 士兵 抗战 战斗 war civil battle soldier army fought struggled brave fight",
    ),
    (
        "temple",
        "nation",
        "国家 民族 政府 人民 平等 自由 宪法 民主 nation government people*0.5 liberty freedom equal proposition "
        "republic law dedicated consecrate conceived",
    ),
    (
        "birds",
        "open",
        "自由飞 飞翔 希望 鸟 天空 梦想 bird birds hope sky dream fly",
    ),
    (
        "sprout",
        "spring",
        "新生 诞生 成长 种子 发芽 环保 绿色 低碳 生态 birth born new grow growth seed green ecology sprout",
    ),
    (
        "clock",
        "time",
        "时间 时光 岁月 年来 二年 两年 往日 光阴 多年 历史 小时 分钟 秒 日期 time years year ago score long history "
        "remember "
        "memory forget hour minute day*0.5 week month january february april june july august september october "
        "november "
        "december",
    ),
    (
        "snowflake",
        "winter",
        "冬天 冬 雪 寒 冰 受凉 winter snow ice cold frost",
    ),
    (
        "blossom",
        "spring",
        "春天 春 花 樱花 桃花 花开 spring blossom flower bloom",
    ),
    (
        "lotus",
        "summer",
        "夏天 夏 荷 莲 池塘 summer lotus pond",
    ),
    (
        "baretree",
        "autumn",
        "秋天 秋 落叶 枯 颓唐 萧瑟 autumn foliage withered",
    ),
    (
        "pine",
        "nature",
        "森林 树 山 自然 松 林 大地 nature forest tree mountain wood earth ground land continent",
    ),
    (
        "lighthouse",
        "sea",
        "海 大海 海洋 海水 海滩 沙滩 海岸 海湾 灯塔 潮 潮汐 浪 sea ocean coast beach shore bay tide tidal wave "
        "water*0.6 "
        "tsunami lighthouse",
    ),
    (
        "lantern",
        "night",
        "夜 夜里 灯笼 灯火 元宵 月 月光 中秋 星 night lantern midnight star stars",
    ),
    (
        "tower",
        "city",
        "城市 北京*0.5 上海 南京*0.5 深圳 广州 都市 大楼 建筑 city urban building skyline downtown",
    ),
    (
        "chip",
        "technology",
        "科技 技术 芯片 人工智能 智能 算法 模型 数据 计算 互联网 软件 代码 technology tech ai chip computer "
        "algorithm data software model digital internet code",
    ),
    (
        "phone",
        "technology",
        "手机 电话 应用 预约 下载 社交 微信 抖音 短视频 phone mobile app social",
    ),
    (
        "gear",
        "work",
        "工业 制造 工厂 机器 工程 劳动 工作 industry factory machine engineer work labor task",
    ),
    (
        "atom",
        "science",
        "科学 物理 量子 原子 研究 science physics quantum atom research scientist",
    ),
    (
        "flask",
        "science",
        "化学 实验 生物 药 疫苗 基因 chemistry experiment biology vaccine gene lab",
    ),
    (
        "planet",
        "space",
        "宇宙 行星 地球 太空 世界 星球 月球 引力 轨道 universe planet space world globe global moon gravity orbit",
    ),
    (
        "rocket",
        "space",
        "火箭 航天 宇航 卫星 发射 rocket astronaut satellite launch spacecraft",
    ),
    (
        "bowl",
        "food",
        "饭 米饭 面条 美食 菜 吃 餐 食物 厨 火锅 饺子 food meal rice noodle dinner eat cook kitchen",
    ),
    (
        "cup",
        "food",
        "咖啡 茶 茶房 喝 酒 奶茶 coffee tea drink cup cafe",
    ),
    (
        "chart",
        "money",
        "经济 增长 股票 市场 投资 金融 趋势 报告 统计 economy market growth stock invest finance trend report",
    ),
    (
        "coins",
        "money",
        "钱 价钱 价格 原价 首发价 成本 便宜 省下 省钱 工资 预算 变卖 借钱 亏空 小费 收入 债 银行 货币 财富 money "
        "price debt bank income wealth cost loan budget "
        "salary tax dollar",
    ),
    (
        "heart",
        "health",
        "健康 医院 医生 疼痛 身体 平安 病 膀子 心脏 运动 health hospital doctor pain body heart medical patient sport",
    ),
    (
        "heart",
        "love",
        "爱 爱情 惦记 想念 思念 love loved miss affection",
    ),
    (
        "speech",
        "voice",
        "说 说话 声音 讲 演讲 语言 对话 播客 新闻 嘱咐 讲定 speech say said speak voice language talk address "
        "podcast news",
    ),
    (
        "bag",
        "trade",
        "下单 购买 购物 买 优惠 折扣 促销 新品 上市 退货 保修 包邮 链接*0.5 品牌 超市 商店 商品 产品 礼物 礼盒 顾客 "
        "buy sale "
        "shop shopping discount offer gift retail brand customer product warranty",
    ),
    (
        "turbine",
        "energy",
        "能源 电力 发电 风电 光伏 太阳能 电池 充电 储能 锅炉 energy power electricity electric turbine battery wind "
        "windmill "
        "fuel megawatt mw kw watt",
    ),
    (
        "sun",
        "energy",
        "太阳 阳光 日出 晴天 炎热 高温 sun sunny sunlight sunshine sunrise heat",
    ),
    (
        "bulb",
        "learning",
        "创意 灵感 想法 点子 发明 创新 原理 idea invent inventor invention insight creative creativity innovation "
        "explain answer cause",
    ),
    (
        "figure",
        "time",
        "我 自己 一个人 孤独 lonely alone person man",
    ),
    # second pictures for what whole works turn on, so that neighbouring scenes can differ
    ("figure", "family", "父亲*0.7 爸爸*0.7 father*0.7"),
    ("house", "family", "母亲*0.7 妈妈*0.7 祖母*0.7 奶奶*0.7 mother*0.7"),
    ("flag", "nation", "国家*0.7 民族*0.7 nation*0.7 country*0.7 people*0.7 freedom*0.7"),
    ("birds", "nation", "自由*0.7 liberty*0.7 freedom*0.7"),
    ("book", "time", "历史*0.7 history*0.7"),
)
