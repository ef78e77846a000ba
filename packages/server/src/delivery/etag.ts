import type { BundleOrder } from '@livepin/core';

/** The text by which HTTP names a bundle: `epoch.version.iat`, in `?after=` as it is, as an ETag in quotes. */
export function formatOrder({ epoch, version, iat }: BundleOrder): string {
  return `${epoch}.${version}.${iat}`;
}

/** @returns null for anything that `formatOrder` does not write. */
export function parseOrder(text: string): BundleOrder | null {
  const [, epoch, version, iat] = orderForm.exec(text)?.map(Number) ?? [];
  if (epoch === undefined || version === undefined || iat === undefined) return null;
  return [epoch, version, iat].every(Number.isSafeInteger) ? { epoch, version, iat } : null;
}

/**
 * The entity tags of an If-None-Match field (RFC 9110 §13.1.2), without quotes and without `W/`: the comparison is the
 * weak one, and intermediaries that compress make strong tags weak. What is not an entity tag is left out.
 */
export function tagsOf(field: string): string[] {
  return [...field.matchAll(tagForm)].map(([, tag]) => tag!);
}

const orderForm = /^([1-9]\d{0,15})\.([1-9]\d{0,15})\.(0|[1-9]\d{0,15})$/;
const tagForm = /(?:W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/g;
