import { describe, expect, it, vi } from "vitest";
import type { Film } from "./film";
import { Player, type Clock, type PlayerOptions } from "./player";
import { KEPT_MS, Scale } from "./scale";

/** A clock that ticks when the test says so. */
class HandClock implements Clock {
  #time = 0;
  #frame: ((time: number) => void) | null = null;
  readonly request = (frame: (time: number) => void) => {
    this.#frame = frame;
    return 1;
  };
  readonly cancel = () => { this.#frame = null; };
  get waiting() { return this.#frame !== null; }
  /** Time without frames. */
  sleep(ms: number) { this.#time += ms; }
  /** Frames of 16 ms, until `ms` have passed. */
  pass(ms: number) {
    for (let left = ms; left > 0; left -= 16) {
      this.#time += Math.min(16, left);
      const frame = this.#frame;
      this.#frame = null;
      frame?.(this.#time);
    }
  }
}

const FILM: Film = {
  length: 10_000, start: 0, spans: [], calls: [], runs: [], sums: [], sayings: [], lines: [],
  moments: [0, 1000, 2000, 9000, 10_000], marks: [{ kind: "model", at: 1000, end: 2000, span: 0 }, { kind: "tool", at: 9000, end: 9500, span: 0 }],
  pauses: [{ start: 2000, end: 9000 }],
};

function playing(options: Partial<PlayerOptions> = {}) {
  const clock = new HandClock();
  const onRest = vi.fn<(at: number) => void>();
  const player = new Player(FILM, { at: 0, speed: "1", squeeze: false, onRest, clock, ...options });
  player.play();
  clock.pass(16);
  return { player, clock, onRest };
}

describe("playing", () => {
  for (const [speed, expected] of [["0.5", 500], ["1", 1000], ["2", 2000], ["4", 4000], ["8", 8000]] as const) {
    it(`keeps to the real clock at ${speed}×`, () => {
      const { player, clock } = playing({ speed });
      clock.pass(1000);
      expect(player.at).toBeCloseTo(expected, 3);
    });
  }

  it("stops at the end, says where it rests, and plays again from the start", () => {
    const { player, clock, onRest } = playing({ speed: "8" });
    clock.pass(2000);
    expect(player.playing).toBe(false);
    expect(player.at).toBe(10_000);
    expect(clock.waiting).toBe(false);
    expect(onRest).toHaveBeenLastCalledWith(10_000);
    player.play();
    expect(player.at).toBe(0);
  });

  it("does not jump when a tab comes back after a minute without frames", () => {
    const { player, clock } = playing();
    clock.pass(160);
    const before = player.at;
    clock.sleep(60_000);
    clock.pass(16);
    expect(player.at - before).toBeLessThan(300);
  });

  it("changes speed and squeezing on the way without a jump", () => {
    const { player, clock } = playing();
    clock.pass(3000);
    player.setSpeed("4");
    expect(player.at).toBeCloseTo(3000, 3);
    player.setSqueeze(true);
    expect(player.at).toBeCloseTo(3000, 3);
    player.setSqueeze(false);
    expect(player.at).toBeCloseTo(3000, 3);
  });

  it("goes on from where it is dragged to", () => {
    const { player, clock, onRest } = playing();
    player.drag(0.5);
    clock.pass(500);
    expect(player.at).toBe(5000);
    player.release();
    expect(onRest).not.toHaveBeenCalled();
    clock.pass(500);
    expect(player.at).toBeCloseTo(5500, 3);
  });

  it("steps and stays: by moment, and by call, tool or failure", () => {
    const { player, onRest } = playing();
    player.step(1);
    expect([player.at, player.playing]).toEqual([1000, false]);
    player.step(1);
    expect(player.at).toBe(2000);
    player.skip(1);
    expect(player.at).toBe(9000);
    player.skip(-1);
    expect(player.at).toBe(1000);
    player.toEnd();
    player.step(1);
    expect(player.at).toBe(10_000);
    player.toStart();
    expect(onRest).toHaveBeenLastCalledWith(0);
  });

  it("draws every frame but tells React a few times a second", () => {
    const { player, clock } = playing();
    const frames = vi.fn();
    const told = vi.fn();
    player.onFrame(frames);
    player.subscribe(told);
    clock.pass(1600);
    expect(frames.mock.calls.length).toBeGreaterThan(95);
    expect(told.mock.calls.length).toBeLessThanOrEqual(25);
    expect(told.mock.calls.length).toBeGreaterThan(10);
  });

  it("tells React less often when what it draws takes long, so that most frames stay even", () => {
    const { player, clock } = playing();
    let drawn = 0;
    player.subscribe(() => {
      drawn += 1;
      clock.sleep(100);
    });
    clock.pass(3200);
    expect(drawn).toBeGreaterThan(2);
    expect(drawn).toBeLessThan(12);
  });

  it("moves in few steps for those who asked for less motion, in the same time", () => {
    const { player, clock } = playing({ calm: true });
    const frames = vi.fn();
    player.onFrame(frames);
    frames.mockClear();
    clock.pass(2000);
    expect(frames.mock.calls.length).toBeLessThanOrEqual(9);
    expect(player.at).toBeCloseTo(2000, 3);
  });
});

describe("squeezed pauses", () => {
  it("pass in half a second, and the clock of the traces goes on", () => {
    const { player, clock } = playing({ squeeze: true });
    clock.pass(2000 + KEPT_MS);
    expect(player.at).toBeCloseTo(9000, 3);
    clock.pass(1000);
    expect(player.at).toBe(10_000);
  });

  it("shorten the axis, and every moment keeps its place on it", () => {
    const scale = new Scale(10_000, FILM.pauses, true);
    expect(scale.length).toBe(3000 + KEPT_MS);
    for (const at of [0, 500, 2000, 4321, 8999, 9000, 9500, 10_000]) expect(scale.real(scale.shown(at))).toBeCloseTo(at, 6);
    expect(scale.share(2000)).toBeLessThan(scale.share(5000));
    expect(scale.share(5000)).toBeLessThan(scale.share(9000));
  });

  it("leave short pauses as they are", () => {
    expect(new Scale(1000, [{ start: 100, end: 100 + KEPT_MS }], true).length).toBe(1000);
  });
});
