import type { Kept } from './kept.ts';

/** A device is licensed the first time that it says a word. */
export function licenseSpeaking<D extends Pick<Kept, 'state' | 'gates'>>(decision: D): D {
  if (!decision.state.speaks || decision.gates.licensed) return decision;
  return { ...decision, gates: { ...decision.gates, licensed: true } };
}
