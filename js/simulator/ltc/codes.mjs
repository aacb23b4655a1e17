// LTC API 1.0.0, one table of result codes per call. CheckTransaction's printed table is RequestDeduct's;
// its 800 stands in the sample only.
const REQUEST_DEDUCT = {
  '001': 'Please try again',
  '002': 'Error',
  '003': 'Duplicate transaction',
  '004': 'Invalid request type',
  '005': 'User not allowed to use this function',
  '006': 'Database error',
  101: 'Number is not prepaid',
  102: 'Can not connect to OCS',
  103: 'Balance not enough',
  104: 'SMS not sent (LTC)',
  105: 'SMS not sent (TPlus)',
  106: 'Invalid amount',
  107: 'Number already registered in this service',
  108: 'No header for this service',
  200: 'Success',
};

const CONFIRM_DEDUCT = {
  '001': 'Please try again',
  '002': 'Error',
  '003': 'Input parameter missing',
  '004': 'Invalid request please check your RefCode',
  '005': 'Invalid request please check your TransactionID',
  '006': 'Invalid request please check your OTP',
  '007': 'OTP already used',
  '008': 'OTP expired',
  '009': 'No header for this service',
  105: 'Can not create member (Quizy and Goaly)',
  106: 'Can not create member (playzone)',
  200: 'Success',
};

const CHECK_TRANSACTION = { ...REQUEST_DEDUCT, 800: 'Not complete confirm deduct' };

const TABLES = {
  RequestDeduct: REQUEST_DEDUCT,
  ConfirmDeduct: CONFIRM_DEDUCT,
  CheckTransaction: CHECK_TRANSACTION,
};

/** Codes outside the tables are "error of the HTTP request or response". */
export const describe = (call, code) => TABLES[call][code] ?? 'HTTP request or response error';
