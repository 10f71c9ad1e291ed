/** Membership after a PATCH, as sets, so that applying it never needs the members. In a delta, no id is in both. */
export type MembershipPatch =
  | { readonly kind: 'delta'; readonly add: readonly string[]; readonly remove: readonly string[] }
  | { readonly kind: 'replace'; readonly members: readonly string[] };

/**
 * Folds membership operations in their order: the last word on an id counts, and a replacement forgets all before it.
 * Later additions and removals then change what it replaced by.
 */
export class MembershipFold {
  private replacement: Set<string> | undefined;
  private readonly added = new Set<string>();
  private readonly removed = new Set<string>();

  add(ids: readonly string[]): void {
    for (const id of ids) {
      if (this.replacement !== undefined) this.replacement.add(id);
      else {
        this.removed.delete(id);
        this.added.add(id);
      }
    }
  }

  remove(ids: readonly string[]): void {
    for (const id of ids) {
      if (this.replacement !== undefined) this.replacement.delete(id);
      else {
        this.added.delete(id);
        this.removed.add(id);
      }
    }
  }

  replace(ids: readonly string[]): void {
    this.replacement = new Set(ids);
  }

  /** Undefined when nothing was asked for. */
  result(): MembershipPatch | undefined {
    if (this.replacement !== undefined) return { kind: 'replace', members: [...this.replacement] };
    if (this.added.size === 0 && this.removed.size === 0) return undefined;
    return { kind: 'delta', add: [...this.added], remove: [...this.removed] };
  }
}
