import Type from 'typebox';

/** The answer of what has nothing to say but that it is done. */
export const Nothing = Type.Object({});

/** An answer with all of something. */
export const list = <S extends Type.TSchema>(item: S) => Type.Object({ items: Type.Array(item) });
