// From what the CAs publish: letsencrypt.org/certificates, pki.goog/repository, amazontrust.com/repository. Whoever finds
// that one is missing adds it; a pin that is not here is not called one of an intermediate.

/** By pin, the names of intermediates of public CAs that these replace without notice. Retired ones stay: apps have them. */
export const publicIntermediates: ReadonlyMap<string, string> = new Map([
  ['YLh1dUR9y6Kja30RrAn7JKnbQG/uEtLMkBgFF2Fuihg=', "Let's Encrypt X3"],
  ['sRHdihwgkaib1P1gxX8HFszlD+7/gTfNvuAybgLPNis=', "Let's Encrypt X4"],
  ['jQJTbIh0grw0/1TkHSumWb+Fs0Ggogr621gT3PvPKG0=', "Let's Encrypt R3"],
  ['K7rZOrXHknnsEhUH8nLL4MZkejquUuIvOIr6tCa0rbo=', "Let's Encrypt R10"],
  ['bdrBhpj38ffhxpubzkINl0rG+UyossdhcBYj+Zx2fcc=', "Let's Encrypt R11"],
  ['kZwN96eHtZftBWrOZUsd6cA4es80n3NzSk/XtYz2EqQ=', "Let's Encrypt R12"],
  ['AlSQhgtJirc8ahLyekmtX+Iw+v46yPYRLJt9Cq1GlB0=', "Let's Encrypt R13"],
  ['8WR6XuPvrFTIkukwWE/keXm3rNHHbBJxvKHFB22GmIg=', "Let's Encrypt R14"],
  ['J2/oqMTsdhFWW/n85tys6b4yDBtb6idZayIEBx7QTxA=', "Let's Encrypt E1"],
  ['NYbU7PBwV4y9J67c4guWTki8FJ+uudrXL0a4V4aRcrg=', "Let's Encrypt E5"],
  ['0Bbh/jEZSKymTy3kTOhsmlHKBB32EDu1KojrP3YfV9c=', "Let's Encrypt E6"],
  ['y7xVm0TVJNahMr2sZydE2jQH8SquXV9yLF9seROHHHU=', "Let's Encrypt E7"],
  ['iFvwVyJSxnQdyaUvUERIf+8qk7gRze3612JMwoO3zdU=', "Let's Encrypt E8"],
  ['8UQKm3bh5B5TpMtGEym/Yze0GXJr5RPkLhnxxpHF1LI=', "Let's Encrypt E9"],
  ['brzvtCELCIZUo4sD/qPX0ccRtPsd3DY6RfmxpOU9oB4=', "Let's Encrypt YE1"],
  ['s/tdAOmUzd8syaTuqfgGvFcn6DzA5Cmb+Vby1ST+U3Y=', "Let's Encrypt YE2"],
  ['kIdp6NNEd8wsugYyyIYFsi1ylMCED3hZbSR8ZFsa/A4=', 'Google Trust Services WE1'],
  ['vh78KSg1Ry4NaqGDV10w/cTb9VH3BQUZoCWNa93W/EY=', 'Google Trust Services WE2'],
  ['yDu9og255NN5GEf+Bwa9rTrqFQ0EydZ0r1FCh9TdAW4=', 'Google Trust Services WR1'],
  ['YPtHaftLw6/0vnc2BnNKGF54xiCA28WFcccjkA4ypCM=', 'Google Trust Services WR2'],
  ['DxH4tt40L+eduF6szpY6TONlxhZhBd+pJ9wbHlQ2fuw=', 'Amazon RSA 2048 M01'],
  ['18tkPyr2nckv4fgo0dhAkaUtJ2hu2831xlO2SKhq8dg=', 'Amazon RSA 2048 M02'],
  ['vxRon/El5KuI4vx5ey1DgmsYmRY0nDd5Cg4GfJ8S+bg=', 'Amazon RSA 2048 M03'],
  ['G9LNNAql897egYsabashkzUCTEJkWBzgoEtk8X/678c=', 'Amazon RSA 2048 M04'],
]);
