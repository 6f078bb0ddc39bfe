type Linked = { spanId: string; parentSpanId: string | null };

/** A span in its tree. */
export type Node<T extends Linked> = {
  span: T;
  parent: Node<T> | null;
  children: Node<T>[];
  /** 0 for a root. */
  depth: number;
};

/**
 * The tree of a trace's spans, each once, parents before their children and siblings as given. A
 * span whose parent is not there is a root; so are those that are each other's parents in a circle.
 */
export function spanTree<T extends Linked>(spans: readonly T[]): Node<T>[] {
  const nodes = new Map<string, Node<T>>();
  for (const span of spans) {
    nodes.set(span.spanId, { span, parent: null, children: [], depth: 0 });
  }
  const circular = inCircles(nodes);
  for (const node of nodes.values()) {
    const parent = circular.has(node.span.spanId) ? undefined : parentOf(nodes, node);
    if (!parent) continue;
    node.parent = parent;
    parent.children.push(node);
  }
  return inOrder([...nodes.values()].filter(({ parent }) => parent === null));
}

function parentOf<T extends Linked>(nodes: Map<string, Node<T>>, { span }: Node<T>) {
  return span.parentSpanId === null ? undefined : nodes.get(span.parentSpanId);
}

/** The spans that are their own ancestors: each way up is walked once. */
function inCircles<T extends Linked>(nodes: Map<string, Node<T>>): Set<string> {
  const circular = new Set<string>();
  const seen = new Set<Node<T>>();
  for (const start of nodes.values()) {
    const way: Node<T>[] = [];
    let at: Node<T> | undefined = start;
    while (at && !seen.has(at)) {
      seen.add(at);
      way.push(at);
      at = parentOf(nodes, at);
    }
    const from = at ? way.indexOf(at) : -1;
    if (from >= 0) for (const { span } of way.slice(from)) circular.add(span.spanId);
  }
  return circular;
}

function inOrder<T extends Linked>(roots: Node<T>[]): Node<T>[] {
  const order: Node<T>[] = [];
  const waiting = roots.toReversed();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    node.depth = node.parent ? node.parent.depth + 1 : 0;
    order.push(node);
    waiting.push(...node.children.toReversed());
  }
  return order;
}
