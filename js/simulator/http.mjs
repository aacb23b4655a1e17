import { STATUS_CODES } from 'node:http';

const BODY_LIMIT = 64 * 1024;

export class HttpError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The whole body as text. What exceeds the limit is drained, so that the caller can read the refusal. */
export function readBody(req) {
  return new Promise((resolve, reject) => {
    const parts = [];
    let size = 0;
    req.on('data', (part) => {
      size += part.length;
      if (size <= BODY_LIMIT) parts.push(part);
      if (size > 16 * BODY_LIMIT) req.destroy();
    });
    req.on('end', () => {
      if (size > BODY_LIMIT) reject(new HttpError(413, 'The request entity is too large.'));
      else resolve(Buffer.concat(parts).toString('utf8'));
    });
    req.on('error', reject);
    req.on('close', () => reject(new HttpError(400, 'The request ended early.')));
  });
}

export function parseObject(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw new HttpError(400, 'The request is invalid.');
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new HttpError(400, 'The request is invalid.');
  }
  return value;
}

export function sendText(res, status, text, type = 'text/plain; charset=utf-8', headers = {}) {
  if (res.headersSent || res.destroyed) return;
  const bytes = Buffer.from(text);
  res.writeHead(status, { ...headers, 'Content-Type': type, 'Content-Length': bytes.length });
  res.end(bytes);
}

export function sendJson(res, status, value) {
  sendText(res, status, JSON.stringify(value), 'application/json; charset=utf-8');
}

/** Promises more than it sends, then closes the connection. */
export function sendTruncated(res, status, text, type, headers = {}) {
  if (res.headersSent || res.destroyed) return;
  const bytes = Buffer.from(text || '{}');
  res.writeHead(status, { ...headers, 'Content-Type': type, 'Content-Length': bytes.length + 1 });
  res.write(bytes.subarray(0, (bytes.length + 1) >> 1), () => res.destroy());
}

/** A TCP reset, not an orderly end. */
export function resetConnection(res) {
  res.socket?.resetAndDestroy();
}

export function typeOf(body) {
  if (body.startsWith('<')) return 'text/html; charset=utf-8';
  if (body.startsWith('{')) return 'application/json; charset=utf-8';
  return 'text/plain; charset=utf-8';
}

export const phrase = (status) => STATUS_CODES[status] ?? 'Error';
