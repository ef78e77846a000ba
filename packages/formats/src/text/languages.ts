/** Languages differ in their comments and in their strings; that is all that is read of them. */
export type Language =
  | 'kotlin'
  | 'java'
  | 'swift'
  | 'objective-c'
  | 'javascript'
  | 'dart'
  | 'go'
  | 'csharp'
  | 'python'
  | 'groovy';

/** How one language writes comments and strings. */
export interface Rules {
  readonly nestedComments: boolean;
  /** Comments begin with a hash in place of two slashes. */
  readonly hashComments?: true;
  /** What begins and ends a string, the longest first. `raw`: a backslash is one. */
  readonly quotes: readonly { readonly mark: string; readonly raw: boolean; readonly lines: boolean }[];
  /** What is put into a string: `$name` and `${…}` (dollars), `${…}` alone (braces), or `\(…)` (backslash). */
  readonly template: 'dollars' | 'braces' | 'backslash' | null;
  /** Quotes that are of one character, not of a string. */
  readonly characters: boolean;
}

const plain = { raw: false, lines: false };
const long = { mark: '"""', raw: false, lines: true };
export const rulesOf: Readonly<Record<Language, Rules>> = {
  kotlin: {
    nestedComments: true,
    quotes: [
      { ...long, raw: true },
      { mark: '"', ...plain },
    ],
    template: 'dollars',
    characters: true,
  },
  java: { nestedComments: false, quotes: [long, { mark: '"', ...plain }], template: null, characters: true },
  swift: { nestedComments: true, quotes: [long, { mark: '"', ...plain }], template: 'backslash', characters: false },
  'objective-c': { nestedComments: false, quotes: [{ mark: '"', ...plain }], template: null, characters: true },
  javascript: {
    nestedComments: false,
    quotes: [
      { mark: '"', ...plain },
      { mark: "'", ...plain },
      { mark: '`', raw: false, lines: true },
    ],
    template: 'braces',
    characters: false,
  },
  dart: {
    nestedComments: true,
    quotes: [long, { mark: "'''", raw: false, lines: true }, { mark: '"', ...plain }, { mark: "'", ...plain }],
    template: 'dollars',
    characters: false,
  },
  go: {
    nestedComments: false,
    quotes: [
      { mark: '"', ...plain },
      { mark: '`', raw: true, lines: true },
    ],
    template: null,
    characters: true,
  },
  csharp: {
    nestedComments: false,
    quotes: [
      { ...long, raw: true },
      { mark: '$@"', raw: true, lines: true },
      { mark: '@"', raw: true, lines: true },
      { mark: '$"', ...plain },
      { mark: '"', ...plain },
    ],
    template: null,
    characters: true,
  },
  python: {
    nestedComments: false,
    hashComments: true,
    quotes: [long, { mark: "'''", raw: false, lines: true }, { mark: '"', ...plain }, { mark: "'", ...plain }],
    template: null,
    characters: false,
  },
  groovy: {
    nestedComments: false,
    quotes: [long, { mark: "'''", raw: false, lines: true }, { mark: '"', ...plain }, { mark: "'", ...plain }],
    template: 'dollars',
    characters: false,
  },
};
