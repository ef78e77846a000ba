import type { SourceFile, Span } from '../read-config.ts';
import { attribute, childrenNamed, parseXml, type XmlElement } from '../text/xml.ts';
import { sourceSetOf } from './paths.ts';
import type { Project } from './rule.ts';

export interface Manifest {
  readonly file: SourceFile;
  readonly sourceSet: { readonly module: string; readonly variant: string } | null;
  readonly application: {
    /** `android:networkSecurityConfig`: "@xml/NAME". */
    readonly config: Written | null;
    readonly debuggable: Written | null;
  } | null;
  readonly minSdk: Written | null;
}

export interface Written {
  readonly value: string;
  readonly span: Span;
}

/** Every AndroidManifest.xml that can be read. */
export function manifestsIn({ files }: Project): Manifest[] {
  return files.flatMap(({ file }) => {
    if (!/(?:^|\/)AndroidManifest\.xml$/.test(file.path)) return [];
    const document = parseXml(file.text ?? '');
    if (document.kind === 'refused' || document.root.name !== 'manifest') return [];
    const application = childrenNamed(document.root, 'application')[0];
    const uses = childrenNamed(document.root, 'uses-sdk')[0];
    return [
      {
        file,
        sourceSet: sourceSetOf(file.path),
        application: application
          ? {
              config: written(application, 'android:networkSecurityConfig'),
              debuggable: written(application, 'android:debuggable'),
            }
          : null,
        minSdk: uses ? written(uses, 'android:minSdkVersion') : null,
      },
    ];
  });
}

/** Of "…/res/xml/NAME.xml" the NAME; null where no manifest could name the file. */
export function configNameOf(path: string): string | null {
  return /(?:^|\/)res\/xml(?:-[\w-]+)?\/([\w.-]+)\.xml$/.exec(path)?.[1] ?? null;
}

function written(element: XmlElement, name: string): Written | null {
  const found = attribute(element, name);
  return found && { value: found.value.trim(), span: found.span };
}
