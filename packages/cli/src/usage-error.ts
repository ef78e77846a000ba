import { LivepinError } from '@livepin/core';
import type { CommanderError } from 'commander';

/**
 * Commander's words as one sentence of ours.
 * @param path the command that they are about, such as "root init"; it begins the sentence
 */
export function usageError({ code, message }: CommanderError, path: string): LivepinError<'LP_USAGE'> {
  const said = message
    .replace(/^error: /, '')
    .replace(/\s*\n\(Did you mean (one of )?(.+)\?\)$/s, '; did you mean $1$2?')
    .replace(/\s*\n\s*/g, ' ')
    .replaceAll("'", '"');
  const isAboutName = code === 'commander.unknownCommand';
  const sentence = path === '' || isAboutName ? capitalized(said) : `${path}: ${said}`;
  return usage(/[.?]$/.test(sentence) ? sentence : `${sentence}.`);
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** A command line whose parts do not fit together. */
export function usage(sentence: string): LivepinError<'LP_USAGE'> {
  return new LivepinError('LP_USAGE', sentence);
}
