/** Who gets a message on a topic. `S` is whatever subscribes; one subscriber may hold several filters. */
export type Router<S> = {
  add(filter: string, subscriber: S, qos: 0 | 1): void;
  remove(filter: string, subscriber: S): void;
  /** Each subscriber once, with the highest QoS of those of its filters that match. */
  match(topic: string): ReadonlyMap<S, 0 | 1>;
};

type Node<S> = { children: Map<string, Node<S>>; subscribers: Map<S, 0 | 1> };

/**
 * A tree of levels. Matches as `topicMatches` does (a property test holds the two together), but looks only where a subscriber can be,
 * so that thousands of subscriptions cost a message nothing.
 */
export function createRouter<S>(): Router<S> {
  const root: Node<S> = newNode();

  return {
    add(filter, subscriber, qos) {
      let node = root;
      for (const level of filter.split('/')) {
        const next = node.children.get(level) ?? newNode<S>();
        node.children.set(level, next);
        node = next;
      }
      node.subscribers.set(subscriber, qos);
    },
    remove: (filter, subscriber) => void prune(root, filter.split('/'), 0, subscriber),
    match(topic) {
      const found = new Map<S, 0 | 1>();
      // Filters that begin with a wildcard match no topic that begins with `$`.
      collect(root, topic.split('/'), 0, topic.startsWith('$'), found);
      return found;
    },
  };
}

const newNode = <S>(): Node<S> => ({ children: new Map(), subscribers: new Map() });

function collect<S>(
  node: Node<S>,
  levels: readonly string[],
  at: number,
  literalOnly: boolean,
  found: Map<S, 0 | 1>,
): void {
  const level = levels[at];
  if (level === undefined) {
    take(node, found);
    return;
  }
  const exact = node.children.get(level);
  if (exact) collect(exact, levels, at + 1, false, found);
  if (literalOnly) return;
  const any = node.children.get('+');
  if (any) collect(any, levels, at + 1, false, found);
  const rest = node.children.get('#');
  if (rest) take(rest, found);
}

function take<S>({ subscribers }: Node<S>, found: Map<S, 0 | 1>): void {
  for (const [subscriber, qos] of subscribers) {
    if (qos === 1 || !found.has(subscriber)) found.set(subscriber, qos);
  }
}

/** Removes a subscriber and the branches that nobody needs any more. Whether the node itself is one. */
function prune<S>(node: Node<S>, levels: readonly string[], at: number, subscriber: S): boolean {
  const level = levels[at];
  if (level === undefined) node.subscribers.delete(subscriber);
  else {
    const child = node.children.get(level);
    if (child && prune(child, levels, at + 1, subscriber)) node.children.delete(level);
  }
  return node.subscribers.size === 0 && node.children.size === 0;
}
