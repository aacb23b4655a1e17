import { createHash } from 'node:crypto';

// The document says SHA-256, the one public integration uses SHA-1: an option. Parts are joined without a separator.
const digest = (hash, message) => createHash(hash).update(message).digest('hex');

export const topupChecksum = (hash, { username, phone, sotien, key }) => digest(hash, `${username}${phone}${sotien}${key}`);

export const balanceChecksum = (hash, { username, key }) => digest(hash, `${username}:::${key}`);
