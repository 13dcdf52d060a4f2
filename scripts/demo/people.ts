/** Names that runners of the demos go by. */
export const runnerNames =
  "Alex Sam Noor Mika Jo Robin Kim Lena Yuki Amara Dani Ravi Maja Chris Elif Bo Ines Tom Sofia Pat Nele Omar Ida Lou".split(
    " ",
  );

/** Runners write in the early morning, at noon and in the evening. */
export const busyHours = [
  5, 6, 6, 7, 7, 8, 9, 11, 12, 12, 13, 15, 16, 17, 17, 18, 18, 19, 19, 20, 20, 21, 21, 22,
] as const;

const months = "January February March April May June July August September October November December".split(
  " ",
);

export const longDate = (ms: number): string =>
  `${new Date(ms).getUTCDate()} ${months[new Date(ms).getUTCMonth()]}`;
