import type { Host } from '@livepin/core';
import type { ReadEntry, ReadPin, ReadProblem } from '../read-config.ts';
import { hostOf, lenientPin } from '../text/read-pin.ts';
import { expirationSeconds } from './expiration.ts';
import { type NscConfig, type NscDomain, type NscPin, type NscPinSet, pinSetOf } from './nsc-config.ts';

/** One entry for each host of a config, with the pins that hold for it: inherited ones too, at the place where they stand. */
export function entriesOf(config: NscConfig): ReadEntry[] {
  const set = pinSetOf(config);
  return config.domains.map((domain) => ({
    host: { text: domain.text, span: domain.span, host: hostIn(domain) },
    coverage: domain.includeSubdomains ? 'host-and-below' : 'host',
    pins: (set?.pins ?? []).map(pinOf),
    isEnforced: true,
    expires: set?.expiration ? { ...set.expiration, seconds: expirationSeconds(set.expiration.text) } : null,
    span: config.element.span,
  }));
}

/** Names are compared in lower case; that of a request has lost a trailing dot, so that one with a dot matches nothing. */
export function hostIn({ text }: NscDomain): Host | null {
  return text.endsWith('.') ? null : hostOf(text);
}

function pinOf(pin: NscPin): ReadPin {
  const { text, span } = pin;
  return { text, span, of: 'key', pin: isSha256(pin) ? lenientPin(text) : null };
}

function isSha256({ digest }: NscPin): boolean {
  return digest?.toUpperCase() === 'SHA-256';
}

/** Pins and dates that Android throws at. */
export function pinSetProblems({ expiration, pins }: NscPinSet): ReadProblem[] {
  const crash = 'The app crashes at its first connection.';
  const dates: ReadProblem[] =
    expiration && expirationSeconds(expiration.text) === null
      ? [
          {
            rule: 'expiry-malformed',
            sentence: `"${expiration.text.slice(0, 40)}" is no date of the form yyyy-MM-dd. ${crash}`,
            span: expiration.span,
          },
        ]
      : [];
  // Of another digest, that is the fault.
  const broken = pins.filter((pin) => isSha256(pin) && pin.text !== '' && lenientPin(pin.text) === null);
  return [
    ...dates,
    ...broken.map(({ text, span }) => ({
      rule: 'nsc-structure',
      sentence: `"${text.slice(0, 60)}" is not the base64 of 32 bytes. ${crash}`,
      span,
    })),
  ];
}
