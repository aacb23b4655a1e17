// AppotaPay's error table: [English, Vietnamese]. The wording is the simulator's own.
const CODES = {
  0: ['Success', 'Thành công'],
  1: ['Invalid parameters', 'Tham số không hợp lệ'],
  2: ['Invalid signature', 'Chữ ký không hợp lệ'],
  11: ['Partner does not exist', 'Đối tác không tồn tại'],
  12: ['Partner balance is not enough', 'Số dư đối tác không đủ'],
  13: ['Partner is blocked', 'Đối tác bị khóa'],
  14: ['API key does not exist', 'API key không tồn tại'],
  15: ['API key is not active', 'API key chưa kích hoạt'],
  23: ['API key is not active', 'API key chưa kích hoạt'],
  31: ['Duplicate partnerRefId', 'Mã giao dịch bị trùng'],
  32: ['Invalid amount', 'Số tiền không hợp lệ'],
  33: ['Transaction failed', 'Giao dịch thất bại'],
  34: ['Transaction in progress', 'Giao dịch đang xử lý'],
  35: ['Transaction pending', 'Giao dịch chờ xử lý'],
  36: ['Transaction not found', 'Không tìm thấy giao dịch'],
  37: ['Invalid phone number', 'Số điện thoại không hợp lệ'],
  38: ['Denomination is not supported', 'Mệnh giá không được hỗ trợ'],
  39: ['Operator is not supported', 'Nhà mạng không được hỗ trợ'],
  40: ['Supplier is under maintenance', 'Nhà cung cấp đang bảo trì'],
  41: ['Operator is under maintenance', 'Nhà mạng đang bảo trì'],
  51: ['No debt to pay', 'Thuê bao không nợ cước'],
  52: ['Service is not registered', 'Thuê bao chưa đăng ký dịch vụ'],
  55: ['Product is not listed', 'Sản phẩm chưa được mở'],
  56: ['Wrong service type', 'Sai loại thuê bao'],
  91: ['System is busy', 'Hệ thống đang bận'],
  92: ['IP is not allowed', 'IP không được phép'],
  94: ['System is under maintenance', 'Hệ thống đang bảo trì'],
  99: ['Undefined error', 'Lỗi không xác định'],
  204: ['Phone number is locked or inactive', 'Số điện thoại bị khóa hoặc chưa kích hoạt'],
  500: ['System error', 'Lỗi hệ thống'],
  2106: ['Product code is not valid', 'Mã sản phẩm không hợp lệ'],
};

// The documents' HTTP table: 400 parameters, 401 key or partner, 403 address, 404 not found, 500 vendor error.
const STATUS = { 1: 400, 2: 400, 11: 401, 13: 401, 14: 401, 15: 401, 23: 401, 36: 404, 92: 403, 500: 500 };

export const isCode = (code) => Object.hasOwn(CODES, code);
export const describe = (code, language) => (CODES[code] ?? ['Error', 'Lỗi'])[language === 'en' ? 0 : 1];
export const statusOf = (code) => STATUS[code] ?? 200;

/** Refused at the door: the partner, the key or the address. */
export const ACCESS_CODES = ['11', '13', '14', '15', '23', '92', '401', '403'];

/** Reasons that a later status call still tells; the others leave no trace (36). */
export const LASTING = ['12', '32', '33', '37', '38', '39', '51', '52', '55', '56', '204', '2106'];
