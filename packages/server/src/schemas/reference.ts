import { type Static, type TSchema, Type } from 'typebox';

/** Points to a schema by its name, so that it stands once in the OpenAPI document and its type has a name in clients. */
export function reference<T extends TSchema>(schema: T) {
  const { $id } = schema as { $id?: string };
  if ($id === undefined) throw new TypeError('Only a schema with a name can be pointed to.');
  return Type.Unsafe<Static<T>>({ $ref: `${$id}#` });
}
