export { p256 } from '@noble/curves/nist.js';
