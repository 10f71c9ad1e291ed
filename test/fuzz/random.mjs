/** Numbers that depend on a seed and a case alone (sfc32), so that any case can be run again without those before it. */
export class Random {
  #a;
  #b;
  #c;
  #counter = 1;

  constructor(seed, number) {
    this.#a = seed >>> 0;
    this.#b = number >>> 0;
    this.#c = Math.floor(number / 2 ** 32) >>> 0;
    for (let round = 0; round < 12; round += 1) this.next();
  }

  /** 32 random bits. */
  next() {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** 0 … limit - 1 */
  below(limit) {
    return this.next() % limit;
  }

  /** True once in `times`. */
  once(times) {
    return this.next() % times === 0;
  }

  pick(list) {
    return list[this.next() % list.length];
  }

  /** Between `least` and `most` things. */
  list(least, most, make) {
    return Array.from({ length: least + this.below(most - least + 1) }, make);
  }
}
