//! What stations publish, in the database.

use model::division::DivisionCode;
use model::permissions::Granted;
use model::permissions::permission::PublishNotice;
use model::publishing::NoticeRow;

use super::{SqlStore, notices, stations};
use crate::store::publishing::{NoticeMark, NoticePut, NoticeTaken, PublishingStore, StationPut};
use crate::store::{Answer, Published, StoreError};

impl PublishingStore for SqlStore {
    fn put_notice(&self, put: NoticePut) -> Answer<'_, ()> {
        self.submit(notices::Put(put))
    }

    fn take_back_notice(&self, taken: NoticeTaken) -> Answer<'_, ()> {
        self.submit(notices::TakeBack(taken))
    }

    fn notice_scope(&self, id: String) -> Answer<'_, DivisionCode> {
        Box::pin(async move {
            let mut db = self.readers.acquire().await?;
            let found = notices::find(&mut db, &id).await?;
            let found = found.ok_or(StoreError::NotFound)?;
            Ok(found.notice.scope)
        })
    }

    fn notices(
        &self,
        by: Granted<PublishNotice>,
        after: Option<NoticeMark>,
        limit: u16,
    ) -> Answer<'_, Vec<(NoticeRow, NoticeMark)>> {
        Box::pin(async move {
            let mut db = self.readers.acquire().await?;
            notices::page(&mut db, by.division(), after, limit).await
        })
    }

    fn station_settings(&self, station: DivisionCode) -> Answer<'_, (Published, u64)> {
        Box::pin(async move {
            let mut db = self.readers.acquire().await?;
            stations::settings(&mut db, station).await
        })
    }

    fn publish_station(&self, put: StationPut) -> Answer<'_, u64> {
        self.submit(stations::Publish(put))
    }
}
