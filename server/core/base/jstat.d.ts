/** The part of jstat (MIT) that is used here; the package ships no types. */
declare module "jstat" {
  interface JStat {
    readonly normal: {
      inv(p: number, mean: number, deviation: number): number;
      cdf(x: number, mean: number, deviation: number): number;
    };
    readonly studentt: { inv(p: number, degrees: number): number; cdf(x: number, degrees: number): number };
    /** Regularised incomplete beta function I_x(a, b). */
    ibeta(x: number, a: number, b: number): number;
    /** Natural logarithm of the gamma function. */
    gammaln(x: number): number;
  }
  const jstat: { readonly jStat: JStat };
  export default jstat;
}
