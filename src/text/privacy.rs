//! The privacy notice (个人信息处理告知): what the law asks to be told (个人信息保护法 14–17, 28–30,
//! 44–47), in plain words. Its version is `model::booking::NOTICE_VERSION`; whoever changes what is
//! said here in substance raises it, so that people are asked again.

/// Heading of the page.
pub const TITLE: &str = "个人信息处理告知";
/// Below the heading: the whole in one breath.
pub const LEAD: &str = "只要姓名、手机号和要办的事，请人上门的再写上门地址，不要身份证号。只给您预约的服务站办事用。您随时可以看、带走、删掉。";
/// Before the version.
pub const VERSION_BEFORE: &str = "第 ";
/// Behind the version.
pub const VERSION_AFTER: &str = " 版，2026年11月公布。内容有大的改动时，会重新请您看一遍再同意。";

/// A part of the notice.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Its heading.
    pub heading: &'static str,
    /// A sentence before the list; may be empty.
    pub lead: &'static str,
    /// The list; may be empty.
    pub points: &'static [&'static str],
}

/// The notice.
pub const PARTS: &[Part] = &[
    Part {
        heading: "谁来处理",
        lead: "您预约的服务站，以及它的上级服务站和服务中心。工作人员只为办您要办的事使用这些信息。",
        points: &["有疑问，到您预约的服务站问，或拨打 12345。"],
    },
    Part {
        heading: "要哪些信息",
        lead: "",
        points: &[
            "预约：办事人的姓名、手机号，要办的事、服务站、办理方式和时间。留言可以不写。",
            "请工作人员上门的：还要上门地址，写在留言里，只用来找到您家。",
            "志愿者登记：姓名、手机号，愿意服务的地方、岗位和时间。特长和留言可以不写。",
            "不要身份证号，不要照片，不取您的位置，不读通讯录。",
        ],
    },
    Part {
        heading: "用来做什么",
        lead: "安排您的预约或志愿服务，需要时打电话联系您，把结果告诉您。",
        points: &["不做广告，不卖给别人，不用第三方统计。"],
    },
    Part {
        heading: "敏感信息，要您单独同意",
        lead: "您办的事可能说明您是退役军人，也可能关系到您的身体情况。这些按敏感个人信息对待，\
               泄露了可能让您受打扰或受骗，所以提交前请您再勾选一项，单独同意。",
        points: &[
            "只填办事需要的，身体情况不必细写。",
            "不同意也一样能办：直接去服务站，或打电话。",
        ],
    },
    Part {
        heading: "替别人办",
        lead: "替家人、战友填写，要先得到他（她）本人同意。不满 14 岁的，由监护人来填。",
        points: &[],
    },
    Part {
        heading: "存在哪里",
        lead: "",
        points: &[
            "这台设备上：存在浏览器里，加了密，钥匙不离开这台设备。浏览器不支持加密存储时，只放在内存里，关掉就没有了。",
            "服务器上：提交送达后，服务站要办的那一份存在本服务的服务器上。",
            "为了防止有人猜号，服务器按网络地址限制次数，只在内存里记一会儿，不存档。",
            "您用过的手机、电脑是别人的，用完请在「我的数据」里删掉。",
        ],
    },
    Part {
        heading: "存多久",
        lead: "",
        points: &[
            "这台设备上：到您删除为止。",
            "服务器上：到您要求删除为止。删除后只留不含姓名、手机号、上门地址和留言的记录，用来防止同一次提交被办两遍。",
        ],
    },
    Part {
        heading: "您的权利",
        lead: "下面这些，在「我的」里自己就能做，不用说理由：",
        points: &[
            "看：预约和登记都在「我的」里。",
            "带走：在「我的数据」里导出一份文件。",
            "改：改时间、改登记；姓名或手机号填错了，打电话请服务站更正。",
            "删：删除这台设备上的，也可以要求服务器一并删除。",
            "撤回同意：取消预约或退出志愿者登记，再要求删除。撤回之前已经办的不受影响。",
            "投诉：向您预约的服务站、12345，或管个人信息保护的部门反映。",
        ],
    },
    Part {
        heading: "依据",
        lead: "《中华人民共和国个人信息保护法》第十三条至第十六条、第二十八条、第二十九条、第三十三条至第三十五条、第四十四条至第四十七条。",
        points: &[],
    },
];

/// Link to the person's data.
pub const TO_DATA: &str = "看看我的数据";
