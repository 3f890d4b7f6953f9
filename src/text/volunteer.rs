//! Words of the pages about volunteering.

use model::civil::Date;
use model::volunteer::{CommunityRole, FreeTime, Skill};

/// Title of the overview.
pub const TITLE: &str = "志愿服务";
/// Below it.
pub const LEAD: &str = "退役不褪色，归队做志愿。您会什么、有空做什么，告诉家门口的服务站就行。";
/// Begins.
pub const JOIN: &str = "我要当志愿者";
/// Goes on with what was begun.
pub const JOIN_GO_ON: &str = "接着填登记";
/// Heading: how it goes.
pub const HOW: &str = "怎么参加";
/// The steps.
pub const HOW_STEPS: [(&str, &str); 3] = [
    ("填几个问题", "选地方、岗位和时间。"),
    ("和服务站商量", "登记送到服务站，怎么安排由服务站和您商量。"),
    (
        "随时可改可退",
        "有变化在这里改；不想做了，一点就退出，信息一并删掉。",
    ),
];
/// Heading: the roles.
pub const ROLES: &str = "可以做什么";
/// Below them.
pub const ROLES_NOTE: &str = "各个社区的安排不一样，以服务站的答复为准。";
/// Heading: facts.
pub const FACTS: &str = "老兵在行动";
/// The facts, with what they are.
pub const FACT_LIST: [(&str, &str); 4] = [
    ("5,500 多支", "退役军人志愿服务队"),
    ("6 万多名", "退役军人参加疫情防控、抗洪抢险"),
    ("6,600 多名", "退役军人当选村和社区两委成员"),
    ("3月5日", "重庆志愿服务日"),
];
/// Where they are from.
pub const FACTS_SOURCE: &str = "来源：重庆市退役军人事务局 2022 年 5 月的介绍；志愿服务日见《重庆市志愿服务条例》。\
     数字待核实，请以最新公布为准。";
/// Heading: my registration.
pub const MINE: &str = "我的登记";
/// To it.
pub const SEE_MINE: &str = "看我的登记";

/// Question: where.
pub const DIVISION: &str = "您想在哪里服务？";
/// Below it.
pub const DIVISION_HINT: &str = "可以选到村和社区，也可以只选到区县或街道。";
/// At the error.
pub const DIVISION_MISSING: &str = "请选一个地方。";
/// Question: skills.
pub const SKILLS: &str = "您有什么特长？";
/// Below it.
pub const SKILLS_HINT: &str = "可以选几样，也可以不选。";
/// Question: roles.
pub const ROLE: &str = "您愿意做哪些事？";
/// Below it.
pub const ROLE_HINT: &str = "可以选几样，至少选一样。";
/// Question: when.
pub const FREE: &str = "您什么时候有空？";
/// Below it.
pub const FREE_HINT: &str = "可以选几样，至少选一样。";
/// Question: contact.
pub const PERSON: &str = "怎么联系您？";
/// Below it.
pub const PERSON_HINT: &str = "不用填身份证号。服务站用这个电话跟您商量安排。";
/// The field.
pub const NOTE_HINT: &str = "例如：当过卫生员、有货车驾照、腰不好不能搬重物。身体情况不必细写。";
/// What the consent of its own covers, and what for.
pub const SENSITIVE_HINT: &str = "就是退役军人这个身份，还有您写到的身体情况。只用来安排志愿服务。";

/// Title: check.
pub const CHECK: &str = "看看对不对";
/// Submits.
pub const SUBMIT: &str = "提交登记";
/// Submits a change.
pub const SUBMIT_CHANGE: &str = "提交修改";
/// The form was submitted in another tab with other answers.
pub const TAKEN: &str =
    "这份登记已经提交过了，和您现在填的不一样。先看看已提交的；要的话，可以再登记一份。";
/// Submits it as another registration.
pub const ONE_MORE: &str = "再登记一份";
/// Storage failed.
pub const NOT_KEPT: &str = "没有存成，还没有提交。您填的内容都还在，请再点一次提交，或拨打 12345。";
/// Settled in another tab.
pub const ELSEWHERE: &str = "这份登记已在别处改过或退出，请看最新情况。";
/// The registration it was to change is gone or ended.
pub const OVER: &str = "原来的登记已经退出或不在了，改不了。您填的内容都还在，可以重新登记。";
/// No skill chosen.
pub const NO_SKILL: &str = "没有选";
/// Rows of the check page.
pub const ROW_DIVISION: &str = "服务的地方";
/// Rows of the check page.
pub const ROW_SKILLS: &str = "特长";
/// Rows of the check page.
pub const ROW_ROLES: &str = "愿意做的事";
/// Rows of the check page.
pub const ROW_FREE: &str = "有空的时间";

/// Kept here: what that means.
pub const KEPT_HINT: &str = "手机有信号时会自动送到服务站，您不用再填一遍。";
/// Not delivered, where nothing can be kept.
pub const KEPT_MEMORY_HINT: &str = "这个浏览器不让存记录。有信号时会自动送到服务站。";
/// Heading: received.
pub const DONE: &str = "登记好了，欢迎归队";
/// What that means.
pub const DONE_HINT: &str = "怎么安排，由服务站和您商量。急着问的，打电话报登记号。";
/// Heading: refused.
pub const FAILED: &str = "登记没有成功";
/// Heading: withdrawn.
pub const WITHDRAWN: &str = "已经退出";
/// What that means.
pub const WITHDRAWN_HINT: &str = "姓名、手机号和留言都已删掉。谢谢您做过的一切，随时欢迎回来。";
/// The reference.
pub const REFERENCE: &str = "登记号";
/// What it is good for.
pub const REFERENCE_HINT: &str = "打电话问登记的事，报这个号";
/// To the page of the registration.
pub const TO_MINE: &str = "看登记、修改";
/// Once more.
pub const JOIN_AGAIN: &str = "重新登记";
/// Changes.
pub const CHANGE: &str = "修改登记";
/// Mends and sends again.
pub const MEND: &str = "修改后再提交";
/// Withdraws.
pub const WITHDRAW: &str = "退出志愿服务";
/// Asks.
pub const WITHDRAW_ASK: &str = "确定退出吗？";
/// What follows.
pub const WITHDRAW_HINT: &str =
    "退出后，服务站不再联系您，姓名、手机号和留言一并删掉。以后还可以再登记。";
/// Does not.
pub const WITHDRAW_NO: &str = "先不退出";
/// A change waits.
pub const CHANGE_WAITING: &str = "修改已存本机，联网后自动送达。送达之前，服务站看到的还是原来的。";
/// A withdrawal waits.
pub const WITHDRAW_WAITING: &str = "退出的请求已存本机，联网后自动送达。";
/// A change waits, where nothing can be kept.
pub const CHANGE_WAITING_MEMORY: &str =
    "修改还没有送达，请不要关掉这一页。送达之前，服务站看到的还是原来的。";
/// A withdrawal waits, where nothing can be kept.
pub const WITHDRAW_WAITING_MEMORY: &str = "退出的请求还没有送达，请不要关掉这一页。";
/// A change came back.
pub const CHANGE_FAILED: &str = "修改没有成功";
/// A withdrawal came back.
pub const WITHDRAW_FAILED: &str = "退出没有成功";
/// Drops what came back.
pub const DELETE: &str = "不改了，删掉这次提交";
/// What follows when a registration that came back is deleted.
pub const DELETE_JOIN_HINT: &str = "这次登记没有成功，删除后您填的内容就没有了。";
/// What follows when a change or a withdrawal that came back is deleted.
pub const DELETE_HINT: &str = "这次提交不再发送，原来的登记不变。";
/// No such registration on this device.
pub const UNKNOWN: &str = "这台手机上没有这份登记";
/// What to do then.
pub const UNKNOWN_HINT: &str =
    "可能是在别的手机上登记的，也可能已从这台手机删除。要改或退出，请打电话给服务站或 12345。";
/// Says when it was received: 11月23日送达.
pub fn received(date: Date) -> String {
    [&super::dates::month_day(date), "送达服务站"].concat()
}

/// What a role means, in one plain line.
pub fn role_hint(role: CommunityRole) -> &'static str {
    match role {
        CommunityRole::Informant => "留意战友和邻里的难处，及时告诉服务站",
        CommunityRole::Publicist => "把政策讲给大家听，带头传正能量",
        CommunityRole::Mediator => "邻里有矛盾，帮着说和",
        CommunityRole::Patroller => "在小区、院坝走走看看，守个平安",
        CommunityRole::HazardClearer => "发现火源、电线、沟坎等隐患，报告并帮着排除",
        CommunityRole::Counsellor => "陪老人说说话，帮孩子看看功课",
        CommunityRole::Cleaner => "带头打扫公共地方，爱护环境",
        CommunityRole::GridWorker => "协助社区走访一片住户，做日常服务",
        CommunityRole::SoldierTeacher => "给学生和乡亲讲国防知识、军旅故事",
    }
}

/// What a skill covers, where the word alone says too little.
pub fn skill_hint(skill: Skill) -> &'static str {
    match skill {
        Skill::FirstAid => "当过卫生员、会急救",
        Skill::Rescue => "防汛、救援、消防",
        Skill::Computers => "教老人用手机",
        Skill::OtherSkill => "在后面写给服务站",
        _ => "",
    }
}

/// Words in a row: 信息员、调解员.
pub fn listed(words: impl Iterator<Item = &'static str>) -> String {
    let mut line = String::new();
    for word in words {
        if !line.is_empty() {
            line.push('、');
        }
        line.push_str(word);
    }
    line
}

/// The skills in a row, or that there are none.
pub fn skills(skills: &[Skill]) -> String {
    if skills.is_empty() {
        return NO_SKILL.to_owned();
    }
    listed(skills.iter().map(|skill| skill.label()))
}

/// The roles in a row.
pub fn roles(roles: &[CommunityRole]) -> String {
    listed(roles.iter().map(|role| role.label()))
}

/// The times in a row.
pub fn free_times(times: &[FreeTime]) -> String {
    listed(times.iter().map(|time| time.label()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_words() {
        assert_eq!(skills(&[]), "没有选");
        assert_eq!(
            roles(&[CommunityRole::Informant, CommunityRole::Cleaner]),
            "信息员、保洁员"
        );
    }

    #[test]
    fn every_role_is_explained() {
        for role in CommunityRole::ALL {
            assert!(role_hint(*role).chars().count() >= 6, "{}", role.label());
        }
    }
}
