//! Faults put between the parts on purpose: each stands for a mistake that such a system could
//! make, and each must be noticed by an invariant.

/// A fault between the engine and its ports, or between the router and its store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sabotage {
    /// The phone removes an outbox row before it sends the action.
    RemovedBeforeSending,
    /// The phone writes an outbox row in one transaction, its entity in the next.
    EntityInAnotherCommit,
    /// The phone removes an outbox row in one transaction, and stores the receipt in the next.
    ReceiptInAnotherCommit,
    /// The phone's storage loses a write and reports it as done.
    WriteLost,
    /// The phone's storage does not look at the conditions of a transaction.
    ConditionsIgnored,
    /// The phone drops an action that was refused, instead of keeping it for its author.
    RefusedDropped,
    /// The phone sends with another secret at every try.
    NewSecretEachTry,
    /// The phone names the action anew at every try.
    NewActionEachTry,
    /// The phone takes the answer to an earlier action about the same thing for this one's.
    AnswerToAnotherAction,
    /// The phone takes whatever comes with status 200 for a receipt.
    PortalTakenForReceipt,
    /// The phone takes a proxy's error page for a refusal.
    ProxyTakenForRefusal,
    /// The phone sends other times than those asked for.
    TimesGarbled,
    /// Something on the way keeps answers and gives them again.
    ReadsCached,
    /// The server acknowledges and then forgets, as after a restart from an older copy.
    ServerForgets,
    /// The server does not know an action again that it has done.
    RepeatsForgotten,
    /// The server does not know a change again that it has made.
    ChangesForgotten,
    /// The server does not know an action again that it has refused for want of a place.
    RefusalsForgotten,
    /// The server gives away more places than there are.
    MorePlacesThanThere,
    /// The server does not give back the place of what is cancelled.
    PlaceKept,
    /// The server lets staff write over what they have not seen.
    StaffBlind,
    /// The server refuses a person's other time because the station has given one.
    PersonOverruled,
    /// The server changes a booking and does not write what became of it.
    HistoryNotWritten,
    /// The server tells the life of a booking otherwise than before.
    HistoryRewritten,
    /// The server never has time for one kind of action.
    DeafToRegistrations,
    /// The phone stores how far it has seen in one transaction, and what it has seen in the next.
    CursorInAnotherCommit,
    /// The phone removes outbox rows when the answer comes, and stores the receipts after that.
    RemovedBeforeReceipt,
    /// The phone takes the first page of what has changed for all of it.
    FirstPageTakenForAll,
    /// The phone counts as followed what it asks for anew, before the answer has come.
    FollowedBeforeAnswer,
    /// The phone drops whatever was in a request with one that could not be sent.
    RestOfBatchDropped,
}

impl Sabotage {
    /// All of them.
    pub const ALL: [Self; 29] = [
        Self::RemovedBeforeSending,
        Self::EntityInAnotherCommit,
        Self::ReceiptInAnotherCommit,
        Self::WriteLost,
        Self::ConditionsIgnored,
        Self::RefusedDropped,
        Self::NewSecretEachTry,
        Self::NewActionEachTry,
        Self::AnswerToAnotherAction,
        Self::PortalTakenForReceipt,
        Self::ProxyTakenForRefusal,
        Self::TimesGarbled,
        Self::ReadsCached,
        Self::ServerForgets,
        Self::RepeatsForgotten,
        Self::ChangesForgotten,
        Self::RefusalsForgotten,
        Self::MorePlacesThanThere,
        Self::PlaceKept,
        Self::StaffBlind,
        Self::PersonOverruled,
        Self::HistoryNotWritten,
        Self::HistoryRewritten,
        Self::DeafToRegistrations,
        Self::CursorInAnotherCommit,
        Self::RemovedBeforeReceipt,
        Self::FirstPageTakenForAll,
        Self::FollowedBeforeAnswer,
        Self::RestOfBatchDropped,
    ];
}
