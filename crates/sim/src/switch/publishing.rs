//! What stations publish, passed on like everything else.

use model::division::DivisionCode;
use model::permissions::Granted;
use model::permissions::permission::PublishNotice;
use model::publishing::NoticeRow;
use server::store::publishing::{NoticeMark, NoticePut, NoticeTaken, PublishingStore, StationPut};
use server::store::{Answer, Published};

use super::Switch;

pass_on! {
    PublishingStore {
        put_notice(put: NoticePut) -> ();
        take_back_notice(taken: NoticeTaken) -> ();
        notice_scope(id: String) -> DivisionCode;
        notices(by: Granted<PublishNotice>, after: Option<NoticeMark>, limit: u16)
            -> Vec<(NoticeRow, NoticeMark)>;
        station_settings(station: DivisionCode) -> (Published, u64);
        publish_station(put: StationPut) -> u64;
    }
}
