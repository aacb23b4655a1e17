//! The sessions at providers. However many calls wait for a token, one fetch is made.

use std::cell::RefCell;

use futures_channel::oneshot;
use worker::Env;

use super::super::config::Configured;
use super::super::fetch;
use super::super::platform::{Fault, log, now};
use super::super::protocol::{ControlAnswer, ControlCall};
use super::{ControlObject, ask};
use crate::domain::Secret;
use crate::domain::time::{MINUTE, SECOND, Timestamp};
use crate::providers::{Session, SessionError};
use crate::signing::sha256;
use crate::webcrypto;

/// How long before its end a token is no longer given out, at most; a short-lived one a tenth of its life.
const SPARE: i64 = 5 * MINUTE;
/// How long refused credentials are not tried again: whoever may call us could have the account locked there.
const REFUSED_RESTS: i64 = 5 * SECOND;
/// How long fetching a token may take: with the call itself it stays within what the platform grants a caller
/// who has left.
const FETCH_LIMIT: i64 = 8 * SECOND;

/// A token in use.
#[derive(Debug, Clone)]
pub struct SessionToken {
    /// What calls carry.
    pub secret: Secret,
    until: Timestamp,
}

impl SessionToken {
    /// Tells tokens apart without showing them.
    pub fn digest(&self) -> String {
        hex::encode(sha256(self.secret.reveal().as_bytes()))
    }

    /// Whether it may be given out: not past its use, and not the one that was refused.
    fn serves(&self, replaces: Option<&str>) -> bool {
        self.until > now() && replaces != Some(self.digest().as_str())
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

thread_local! {
    /// The tokens this isolate has seen, by account. Values are shared between requests, promises never.
    static SEEN: RefCell<Vec<(String, SessionToken)>> = RefCell::default();
}

/// The token for calls to a provider, from this isolate's memory or from the one object that fetches it.
pub async fn token(
    env: &Env,
    provider: &str,
    configured: &Configured,
    replaces: Option<&SessionToken>,
) -> Result<SessionToken, SessionError> {
    let account = &configured.fingerprint;
    let replaced = replaces.map(SessionToken::digest);
    let seen = SEEN.with_borrow(|seen| seen.iter().find(|(of, _)| of == account).map(|(_, held)| held.clone()));
    if let Some(held) = seen.filter(|held| held.serves(replaced.as_deref())) {
        return Ok(held);
    }
    let answer = ask(env, provider, &ControlCall::Token(replaced)).await.unwrap_or(ControlAnswer::Unavailable);
    let held = SessionToken::of(answer)?;
    SEEN.with_borrow_mut(|seen| {
        seen.retain(|(of, _)| of != account);
        seen.push((account.clone(), held.clone()));
    });
    Ok(held)
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
        let account = crate::providers::find(provider).and_then(|provider| self.config.account(provider).ok());
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
        let mut sessions = self.sessions.0.borrow_mut();
        match sessions.iter_mut().find(|session| session.account == account) {
            Some(AccountSession { fetching: Some(waiting), .. }) => {
                let (sender, receiver) = oneshot::channel();
                waiting.push(sender);
                return Join::Wait(receiver);
            }
            Some(AccountSession { held: Some(held), .. }) if held.serves(replaces) => return Join::Held(held.clone()),
            Some(AccountSession { refused_at: Some(at), .. })
                if now().since(*at) < self.config.scale.of(REFUSED_RESTS) =>
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
        session.refused_at = matches!(answer, ControlAnswer::Refused).then(now);
        for sender in session.fetching.take().into_iter().flatten() {
            let _ = sender.send(answer.clone());
        }
    }

    /// The token kept on disk from before this object last started, or a new one, which is kept there.
    async fn kept_or_fetched(&self, account: &str, session: &dyn Session, replaces: Option<&str>) -> ControlAnswer {
        if let Some(held) = self.kept(account).await.filter(|held| held.serves(replaces)) {
            return held.answer();
        }
        let answer = fetch_token(session).await;
        if let Ok(held) = SessionToken::of(answer.clone())
            && let Err(fault) = self.keep(account, &held).await
        {
            log(&format!("a session could not be kept, it is fetched again after a restart: {}", fault.0));
        }
        answer
    }

    async fn kept(&self, account: &str) -> Option<SessionToken> {
        let sql = "SELECT until, sealed FROM sessions WHERE account = ?";
        let mut rows = self.store.rows(sql, vec![account.into()]).ok()?;
        let row = rows.first_mut()?;
        let until = Timestamp::from_millis(row.integer().ok()?);
        let secret = webcrypto::open(self.config.fingerprint_secret(), account, &row.bytes().ok()?).await?;
        Some(SessionToken { secret, until })
    }

    async fn keep(&self, account: &str, held: &SessionToken) -> Result<(), Fault> {
        let sealed = webcrypto::seal(self.config.fingerprint_secret(), account, &held.secret).await?;
        let values = vec![account.into(), held.until.millis().into(), sealed.into()];
        self.store.run("INSERT OR REPLACE INTO sessions (account, until, sealed) VALUES (?, ?, ?)", values)
    }
}

enum Join {
    Held(SessionToken),
    Refused,
    Wait(oneshot::Receiver<ControlAnswer>),
    Fetch,
}

async fn fetch_token(session: &dyn Session) -> ControlAnswer {
    let answer = fetch::fetch(&session.request(), FETCH_LIMIT).await;
    match session.read(&answer) {
        Ok(token) => {
            let life = token.expires_in_s.saturating_mul(SECOND);
            let until = now().plus(life.saturating_sub(SPARE.min(life / 10)));
            SessionToken { secret: token.secret, until }.answer()
        }
        Err(SessionError::Refused) => ControlAnswer::Refused,
        Err(_) => ControlAnswer::Unavailable,
    }
}
