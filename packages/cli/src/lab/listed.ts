import { usage } from '../usage-error.ts';

/**
 * What was given of an option that takes several, each with commas between them or by itself. An empty text is a variable that was not
 * set, in CI say: taken as "all", or as nothing to ask for, it would silently change what is tested.
 * @throws {LivepinError} LP_USAGE
 */
export function listed(option: string, texts: readonly string[]): string[] {
  return notEmpty(option, texts)
    .flatMap((text) => text.split(','))
    .flatMap((one) => one.trim() || []);
}

/** As `listed`, of texts in which a comma is a comma: paths. */
export function notEmpty(option: string, texts: readonly string[]): readonly string[] {
  const isEmpty = texts.some((text) => text.replaceAll(',', '').trim() === '');
  if (isEmpty) throw usage(`${option} is empty: name something, or leave the option out.`);
  return texts;
}
