//! The sessions at providers. However many calls wait for a token, one fetch is made.

use std::cell::RefCell;

use futures_channel::oneshot;

use super::super::config::Configured;
use super::super::isolate::Isolate;
use super::super::memory::SessionToken;
use super::super::platform::{AnswerPart, Fault};
use super::super::protocol::{ControlAnswer, ControlCall};
use super::{ControlObject, ask};
use crate::domain::Secret;
use crate::domain::time::{MINUTE, SECOND, Timestamp};
use crate::providers::{Session, SessionError};
use crate::signing::sha256;

/// How long before its end a token is no longer given out, at most; a short-lived one a tenth of its life.
const SPARE: i64 = 5 * MINUTE;
/// How long refused credentials are not tried again: whoever may call us could have the account locked there.
const REFUSED_RESTS: i64 = 5 * SECOND;
/// How long fetching a token may take: with the call itself it stays within what the platform grants a caller
/// who has left.
const FETCH_LIMIT: i64 = 8 * SECOND;

impl SessionToken {
    /// Tells tokens apart without showing them.
    pub fn digest(&self) -> String {
        hex::encode(sha256(self.secret.reveal().as_bytes()))
    }

    /// Whether it may be given out: not past its use, and not the one that was refused.
    fn serves(&self, now: Timestamp, replaces: Option<&str>) -> bool {
        self.until > now && replaces != Some(self.digest().as_str())
    }

    fn answer(&self) -> ControlAnswer {
        ControlAnswer::Token { token: self.secret.reveal().to_owned(), until: self.until }
    }

    fn of(answer: ControlAnswer) -> Result<Self, SessionError> {
        match answer {
            ControlAnswer::Token { token, until } => Ok(Self { secret: Secret::new(token), until }),
            ControlAnswer::Refused => Err(SessionError::Refused),
            _ => Err(SessionError::Unavailable),
        }
    }
}

/// The token for calls to a provider, from this isolate's memory or from the one object that fetches it.
pub async fn token(
    isolate: &Isolate,
    provider: &str,
    configured: &Configured,
    replaces: Option<&SessionToken>,
) -> Result<SessionToken, SessionError> {
    let account = &configured.fingerprint;
    let replaced = replaces.map(SessionToken::digest);
    let known = known(isolate, account).filter(|held| held.serves(isolate.now(), replaced.as_deref()));
    if let Some(held) = known {
        return Ok(held);
    }
    let answer = ask(isolate, provider, &ControlCall::Token(replaced)).await.unwrap_or(ControlAnswer::Unavailable);
    let held = SessionToken::of(answer)?;
    let mut sessions = isolate.memory.sessions.borrow_mut();
    sessions.retain(|(of, _)| of != account);
    sessions.push((account.clone(), held.clone()));
    Ok(held)
}

/// The token that this isolate has seen last.
fn known(isolate: &Isolate, account: &str) -> Option<SessionToken> {
    let sessions = isolate.memory.sessions.borrow();
    sessions.iter().find(|(of, _)| of == account).map(|(_, held)| held.clone())
}

/// By account: what is held, and who waits while one is fetched.
#[derive(Default)]
pub struct Sessions(RefCell<Vec<AccountSession>>);

struct AccountSession {
    account: String,
    held: Option<SessionToken>,
    refused_at: Option<Timestamp>,
    fetching: Option<Vec<oneshot::Sender<ControlAnswer>>>,
}

impl ControlObject {
    /// The token, from memory, from disk or fetched: one fetch however many wait.
    pub(super) async fn token(&self, provider: &str, replaces: Option<&str>) -> ControlAnswer {
        let account = crate::providers::find(provider).and_then(|provider| self.isolate.config.account(provider).ok());
        let Some(account) = account else { return ControlAnswer::Unavailable };
        let Some(session) = account.account.session() else { return ControlAnswer::Unavailable };
        match self.join(&account.fingerprint, replaces) {
            Join::Held(held) => held.answer(),
            Join::Refused => ControlAnswer::Refused,
            Join::Wait(receiver) => receiver.await.unwrap_or(ControlAnswer::Unavailable),
            Join::Fetch => {
                let answer = self.kept_or_fetched(&account.fingerprint, session, replaces).await;
                self.finish(&account.fingerprint, &answer);
                answer
            }
        }
    }

    /// What this caller has to do. The first one fetches, the others wait for it.
    fn join(&self, account: &str, replaces: Option<&str>) -> Join {
        let now = self.isolate.now();
        let mut sessions = self.sessions.0.borrow_mut();
        match sessions.iter_mut().find(|session| session.account == account) {
            Some(AccountSession { fetching: Some(waiting), .. }) => {
                let (sender, receiver) = oneshot::channel();
                waiting.push(sender);
                return Join::Wait(receiver);
            }
            Some(AccountSession { held: Some(held), .. }) if held.serves(now, replaces) => {
                return Join::Held(held.clone());
            }
            Some(AccountSession { refused_at: Some(at), .. })
                if now.since(*at) < self.isolate.config.scale.of(REFUSED_RESTS) =>
            {
                return Join::Refused;
            }
            Some(session) => session.fetching = Some(Vec::new()),
            None => {
                let (account, fetching) = (account.to_owned(), Some(Vec::new()));
                sessions.push(AccountSession { account, held: None, refused_at: None, fetching });
            }
        }
        Join::Fetch
    }

    fn finish(&self, account: &str, answer: &ControlAnswer) {
        let mut sessions = self.sessions.0.borrow_mut();
        let Some(session) = sessions.iter_mut().find(|session| session.account == account) else { return };
        session.held = SessionToken::of(answer.clone()).ok();
        session.refused_at = matches!(answer, ControlAnswer::Refused).then(|| self.isolate.now());
        for sender in session.fetching.take().into_iter().flatten() {
            let _ = sender.send(answer.clone());
        }
    }

    /// The token kept on disk from before this object last started, or a new one, which is kept there.
    async fn kept_or_fetched(&self, account: &str, session: &dyn Session, replaces: Option<&str>) -> ControlAnswer {
        if let Some(held) = self.kept(account).await.filter(|held| held.serves(self.isolate.now(), replaces)) {
            return held.answer();
        }
        let answer = self.fetch_token(session).await;
        if let Ok(held) = SessionToken::of(answer.clone())
            && let Err(fault) = self.keep(account, &held).await
        {
            self.isolate.log(&format!("a session could not be kept, it is fetched again after a restart: {}", fault.0));
        }
        answer
    }

    async fn kept(&self, account: &str) -> Option<SessionToken> {
        let sql = "SELECT until, sealed FROM sessions WHERE account = ?";
        let mut rows = self.rows(sql, vec![account.into()]).ok()?;
        let row = rows.first_mut()?;
        let until = Timestamp::from_millis(row.integer().ok()?);
        let secret = self
            .isolate
            .platform
            .sealing
            .open(self.isolate.config.fingerprint_secret(), account, &row.bytes().ok()?)
            .await?;
        Some(SessionToken { secret, until })
    }

    async fn keep(&self, account: &str, held: &SessionToken) -> Result<(), Fault> {
        let sealed =
            self.isolate.platform.sealing.seal(self.isolate.config.fingerprint_secret(), account, &held.secret).await?;
        let values = vec![account.into(), held.until.millis().into(), sealed.into()];
        let sql = "INSERT OR REPLACE INTO sessions (account, until, sealed) VALUES (?, ?, ?)";
        self.transaction(|tx| tx.run(sql, values.clone()).map(drop))
    }

    async fn fetch_token(&self, session: &dyn Session) -> ControlAnswer {
        let request = session.request();
        let answer = self.isolate.platform.outbound.send(&request, FETCH_LIMIT, AnswerPart::Whole).await;
        match session.read(&answer) {
            Ok(token) => {
                let life = token.expires_in_s.saturating_mul(SECOND);
                let until = self.isolate.now().plus(life.saturating_sub(SPARE.min(life / 10)));
                SessionToken { secret: token.secret, until }.answer()
            }
            Err(SessionError::Refused) => ControlAnswer::Refused,
            Err(_) => ControlAnswer::Unavailable,
        }
    }
}

enum Join {
    Held(SessionToken),
    Refused,
    Wait(oneshot::Receiver<ControlAnswer>),
    Fetch,
}
