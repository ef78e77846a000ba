import { signDocument } from '@livepin/core/sign';
import { makeSigningKey, type SigningKey } from '@livepin/server/signing';
import { app, chainOf, day0, domain, makeRoot, oneDay, testPin } from '@livepin/testkit';

export { app, day0 };

/** An app's trust root, and as many of its bundles as wanted, about 2 KB each: six hosts of two pins. */
export interface Sample {
  readonly key: SigningKey;
  readonly root: Uint8Array;
  bundle(version: number): Promise<Uint8Array>;
}

export async function makeSample(): Promise<Sample> {
  const { key } = makeSigningKey();
  const root = await makeRoot({ pinKeys: [key] });
  const chain = chainOf(root);
  const domains = ['api', 'login', 'payments', 'push', 'images', 'partners'].map((name) =>
    domain(`${name}.example.com`, [testPin(`${name} now`), testPin(`${name} next`)], { stale: 'hold' }),
  );
  return {
    key,
    root,
    bundle: (version) =>
      signDocument(
        'livepin-bundle+json',
        {
          spec: '1.0',
          chain,
          app,
          epoch: 1,
          version,
          root: 1,
          iat: day0 + version,
          exp: day0 + version + 14 * oneDay,
          refresh: 3_600,
          unlisted: 'allow',
          domains,
        },
        [key],
      ),
  };
}
