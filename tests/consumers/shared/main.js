import * as mekong from 'mekong-pay';
import * as client from 'mekong-pay/client';
import { check } from './check.js';
import input from './input.js';

console.log(JSON.stringify(check(mekong, client, input)));
