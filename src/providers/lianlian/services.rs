//! The table of services: what LianLian calls them, which methods they have, and which fields each wants (PAGE;
//! the codes of truemoney, linepay and shopeepay from SDK-J and SDK-P).

use serde_json::Value;

use crate::domain::schema::Fields;

/// A payment service, by its short name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are LianLian's own")]
pub enum Service {
    AlipayOffline,
    Alipay,
    Wechatpay,
    Thaiqr,
    MobileBanking,
    Truemoney,
    Linepay,
    Shopeepay,
    Paotang,
    Bankcard,
    /// The hosted page, with a method or without.
    Checkout,
}

/// The unified query (SDK-J, SDK-P).
pub(super) const PAYMENT_QUERY: &str = "llpth.payment.query";
/// The unified refund (SDK-J, SDK-P).
pub(super) const REFUND_APPLY: &str = "llpth.refund.apply";
/// The unified refund query (SDK-J, SDK-P).
pub(super) const REFUND_QUERY: &str = "llpth.refund.query";

impl Service {
    /// Every service.
    pub const ALL: [Self; 11] = [
        Self::AlipayOffline,
        Self::Alipay,
        Self::Wechatpay,
        Self::Thaiqr,
        Self::MobileBanking,
        Self::Truemoney,
        Self::Linepay,
        Self::Shopeepay,
        Self::Paotang,
        Self::Bankcard,
        Self::Checkout,
    ];

    /// Their names in `details.service`, in the same order.
    pub const NAMES: [&'static str; 11] = [
        "alipay_offline",
        "alipay",
        "wechatpay",
        "thaiqr",
        "mobile_banking",
        "truemoney",
        "linepay",
        "shopeepay",
        "paotang",
        "bankcard",
        "checkout",
    ];

    /// The service that `details` name.
    pub(super) fn of(details: &Fields) -> Option<Self> {
        let name = details.get("service").and_then(Value::as_str)?;
        Self::NAMES.into_iter().zip(Self::ALL).find(|(known, _)| *known == name).map(|(_, service)| service)
    }

    /// What `service` says in a create request (PAGE; checkout DOC-NOW).
    pub const fn code(self) -> &'static str {
        match self {
            Self::AlipayOffline => "llpth.alipay.offline.pay",
            Self::Alipay => "llpth.alipay.pay",
            Self::Wechatpay => "llpth.wechatpay.pay",
            Self::Thaiqr => "llpth.thaiqr.pay",
            Self::MobileBanking => "llpth.mobile.banking.pay",
            Self::Truemoney => "llpth.truemoney.pay",
            Self::Linepay => "llpth.linepay.pay",
            Self::Shopeepay => "llpth.shopeepay.pay",
            Self::Paotang => "llpth.paotang.pay",
            Self::Bankcard => "llpth.bankcard.pay",
            Self::Checkout => "llpth.checkout.apply",
        }
    }

    /// The service that cancels, where there is one (DOC-21).
    pub const fn cancel_code(self) -> Option<&'static str> {
        match self {
            Self::AlipayOffline => Some("llpth.alipay.offline.cancel"),
            Self::Wechatpay => Some("llpth.wechatpay.pay.cancel"),
            _ => None,
        }
    }

    /// The field that the method goes into: PAGE's table says `payment_method` everywhere, its samples and both
    /// SDKs send `payment_type` for Alipay in stores.
    pub(super) const fn method_field(self) -> &'static str {
        match self {
            Self::AlipayOffline => "payment_type",
            _ => "payment_method",
        }
    }

    /// Whether the description is sent as `order_info`, too: PAGE's samples of these do, its table does not, and
    /// 3P-PY met "order_info blank".
    pub(super) const fn wants_order_info(self) -> bool {
        matches!(self, Self::AlipayOffline | Self::Alipay | Self::Wechatpay)
    }

    /// PAGE: "required unless alipay.offline"; its samples of two WeChat methods go without, too.
    pub(super) fn wants_customer(self, method: Option<&str>) -> bool {
        match self {
            Self::AlipayOffline => false,
            Self::Wechatpay => !matches!(method, Some("DYNAMIC_CODE" | "MERCHANT_SCAN")),
            _ => true,
        }
    }

    /// DOC-21 bankcard: `redirect_url` is required, since the issuer's page must lead back.
    pub(super) const fn wants_return_url(self) -> bool {
        matches!(self, Self::Bankcard)
    }

    /// SDK comment: these channels cannot refund, the money goes to an account.
    pub(super) const fn refunds_to_account(self) -> bool {
        matches!(self, Self::Thaiqr | Self::MobileBanking)
    }

    /// The documented methods.
    pub const fn methods(self) -> &'static [&'static str] {
        match self {
            Self::AlipayOffline => &["MERCHANT_SCAN", "DYNAMIC_CODE", "INAPP_PAYMENT"],
            Self::Alipay => &["APP_PAYMENT", "WEB_PAYMENT", "WAP_PAYMENT"],
            Self::Wechatpay => &["DYNAMIC_CODE", "MERCHANT_SCAN", "INAPP_PAYMENT", "APP_PAYMENT", "H5_PAYMENT"],
            Self::Thaiqr => &["THAI_QR"],
            Self::MobileBanking => &[
                "KPLUS_NOTIFICATION",
                "KMA_NOTIFICATION",
                "KMA_DEEPLINK",
                "EASY_APP_BILL",
                "EASY_APP_CREDIT",
                "EASY_APP_ALL",
            ],
            Self::Truemoney => TRUEMONEY,
            Self::Linepay => {
                &["NORMAL_ALL", "NORMAL_BALANCE", "NORMAL_CREDIT", "DIGITAL_ALL", "DIGITAL_BALANCE", "DIGITAL_CREDIT"]
            }
            Self::Shopeepay => &["NORMAL_ALL_SP", "NORMAL_BALANCE_SP", "NORMAL_CREDIT_SP"],
            Self::Paotang => &["DEEPLINK"],
            Self::Bankcard => &["CARD", "CREDIT_CARD", "DEBIT_CARD"],
            Self::Checkout => &[],
        }
    }

    /// Whether a document lists the method; the hosted page takes those of every service.
    pub fn lists(self, method: &str) -> bool {
        match self {
            Self::Checkout => Self::ALL.iter().any(|service| service.methods().contains(&method)),
            _ => self.methods().contains(&method),
        }
    }

    /// Whether the payer can be charged without doing anything after our call: a scanned code, a push to the
    /// payer's bank app, a card. So may a method that nobody documents; the hosted page never does.
    pub fn charges_alone(self, method: Option<&str>) -> bool {
        let alone =
            |method: &str| method == "MERCHANT_SCAN" || method.ends_with("_NOTIFICATION") || !self.lists(method);
        match self {
            Self::Checkout => false,
            Self::Bankcard => true,
            _ => method.is_none_or(alone),
        }
    }
}

/// {NORMAL and six kinds of digital goods} × {all, balance, credit}.
const TRUEMONEY: &[&str] = &[
    "NORMAL_ALL_TM",
    "NORMAL_BALANCE_TM",
    "NORMAL_CREDIT_TM",
    "DIGITAL_GAME_ALL_TM",
    "DIGITAL_GAME_BALANCE_TM",
    "DIGITAL_GAME_CREDIT_TM",
    "DIGITAL_LIVE_ALL_TM",
    "DIGITAL_LIVE_BALANCE_TM",
    "DIGITAL_LIVE_CREDIT_TM",
    "DIGITAL_DEVICE_ALL_TM",
    "DIGITAL_DEVICE_BALANCE_TM",
    "DIGITAL_DEVICE_CREDIT_TM",
    "DIGITAL_EBOOK_ALL_TM",
    "DIGITAL_EBOOK_BALANCE_TM",
    "DIGITAL_EBOOK_CREDIT_TM",
    "DIGITAL_ENTERTAINMENT_ALL_TM",
    "DIGITAL_ENTERTAINMENT_BALANCE_TM",
    "DIGITAL_ENTERTAINMENT_CREDIT_TM",
    "DIGITAL_ONLINEEDU_ALL_TM",
    "DIGITAL_ONLINEEDU_BALANCE_TM",
    "DIGITAL_ONLINEEDU_CREDIT_TM",
];

/// Whether a method nobody lists may be sent: LianLian adds codes (newer SDK-J). SDK-J's pattern has no digits, but
/// PAGE lists H5_PAYMENT; the length is PAGE's.
pub(super) fn well_formed(method: &str) -> bool {
    let mut bytes = method.bytes();
    let starts = bytes.next().is_some_and(|first| first.is_ascii_uppercase());
    starts && method.len() <= 32 && bytes.all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// A field that only some methods take.
pub(super) struct Extra {
    /// Its name in `details`.
    pub field: &'static str,
    /// The service whose methods these are.
    pub service: Service,
    /// The methods; empty for every one.
    pub methods: &'static [&'static str],
    /// Whether they must have it.
    pub required: bool,
}

const fn extra(field: &'static str, service: Service, methods: &'static [&'static str], required: bool) -> Extra {
    Extra { field, service, methods, required }
}

/// PAGE, table "request"; `user_id` stands only in a sample, the last two in DOC-NOW.
pub(super) const EXTRAS: [Extra; 11] = [
    extra("buyer_identity_code", Service::AlipayOffline, &["MERCHANT_SCAN"], true),
    extra("user_id", Service::AlipayOffline, &["INAPP_PAYMENT"], false),
    extra("auth_code", Service::Wechatpay, &["MERCHANT_SCAN"], true),
    extra("appid", Service::Wechatpay, &["INAPP_PAYMENT", "APP_PAYMENT"], true),
    extra("openid", Service::Wechatpay, &["INAPP_PAYMENT"], true),
    extra("client", Service::Wechatpay, &["H5_PAYMENT"], true),
    extra("app_callback_url", Service::MobileBanking, &["EASY_APP_BILL", "EASY_APP_CREDIT", "EASY_APP_ALL"], true),
    extra("mobile_number", Service::MobileBanking, &["KPLUS_NOTIFICATION", "KMA_NOTIFICATION"], true),
    extra("card", Service::Bankcard, &[], true),
    extra("cancel_url", Service::Checkout, &[], false),
    extra("interest_absorb", Service::Checkout, &[], false),
];
