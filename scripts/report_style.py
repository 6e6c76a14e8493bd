"""The style of the page: one column on a phone, two of figures on a desk, A4 in print; words at least 4.5 : 1 against
what they stand on (the tests measure it in a browser)."""
from report_figures import BLUE, FONTS, GRID, INK, SOFT

CSS = """
:root{color-scheme:light;--ink:@ink;--soft:@soft;--line:@grid;--blue:@blue;--wash:#f5f7f9}
*{box-sizing:border-box}
body{margin:0;background:#fff;color:var(--ink);font:16px/1.55 @fonts;-webkit-text-size-adjust:100%}
main{max-width:66rem;margin:0 auto;padding:2rem 1.25rem 3rem}
h1,h2,dd,p,figcaption,summary{overflow-wrap:anywhere}
h1{font-size:clamp(1.4rem,1rem + 1.6vw,2.1rem);line-height:1.25;font-weight:700;margin:.25rem 0 1rem;max-width:54rem}
h2{font-size:1.25rem;line-height:1.35;margin:3rem 0 .75rem;padding-top:1.25rem;border-top:2px solid var(--ink)}
h1 span,h2 span{font-weight:400;color:var(--soft)}
h3{font-size:1rem;margin:2rem 0 .5rem}
p{max-width:46rem;margin:.5rem 0}
.soft{color:var(--soft)}
.warn{border-left:4px solid #a3461b;background:#fbf1ec;padding:.5rem .9rem}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem;margin:1.5rem 0;padding:0}
.facts div{background:var(--wash);border-radius:.5rem;padding:.7rem .9rem}
.facts dt{color:var(--soft);font-size:.85rem}
.facts dd{margin:0;font-size:1.35rem;font-weight:650;font-variant-numeric:tabular-nums}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,24rem),1fr));gap:1.5rem 2rem;margin:1.5rem 0;align-items:start}
figure{margin:0;max-width:38rem;min-width:0;break-inside:avoid}
figcaption{font-weight:650;margin-bottom:.4rem}
figcaption span{display:block;font-weight:400;color:var(--soft);font-size:.9rem}
.keys{display:flex;flex-wrap:wrap;gap:.1rem 1rem;margin:.2rem 0 .3rem;padding:0;list-style:none;font-size:.85rem;color:var(--soft)}
.keys li{display:flex;align-items:center;gap:.4rem;overflow-wrap:anywhere}
.keys i{flex:none;width:1.4rem;height:.2rem;background:currentColor;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.keys .band{height:.75rem}
.keys .dash{background:repeating-linear-gradient(90deg,var(--c) 0 .35rem,transparent .35rem .55rem)!important}
.keys .dot{width:.6rem;height:.6rem;border-radius:50%}
svg{display:block;width:100%;height:auto;overflow:visible}
details{margin:.3rem 0 0;font-size:.85rem}
summary{cursor:pointer;color:var(--blue);width:fit-content;padding:.15rem 0}
details .scroll{max-height:22rem;overflow:auto}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.92rem}
th,td{padding:.3rem .9rem .3rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
details th,details td{white-space:nowrap}
thead th{color:var(--soft);font-weight:600;border-bottom:1px solid var(--soft)}
th.n,td.n{text-align:right;white-space:nowrap}
.seeds{width:100%;max-width:46rem}
.share{width:28%}
.share i{display:block;height:.65rem;margin-top:.45rem;background:var(--blue);border-radius:2px}
.pairs{width:100%}
.pairs td,.pairs th{white-space:nowrap}
.odds{width:18%;min-width:6rem}
.odds i{display:inline-block;height:.65rem;vertical-align:middle}
.run th{font-weight:400;color:var(--soft);white-space:nowrap}
.run td{overflow-wrap:anywhere}
@media print,(min-width:48rem){.run,.run tbody{display:block}.run tbody{columns:2;column-gap:2rem}
.run tr{display:grid;grid-template-columns:10fr 11fr;break-inside:avoid;border-bottom:1px solid var(--line)}
.run th,.run td{border:0;white-space:normal}}
@media (max-width:34rem){main{padding:1.25rem 1rem 2rem}.share{display:none}
.facts{grid-template-columns:1fr 1fr}
.run,.run tbody{display:block}.run tr{display:flex;flex-wrap:wrap;column-gap:1rem;padding:.3rem 0;border-bottom:1px solid var(--line)}
.run th,.run td{padding:0;border:0}.run td{min-width:0}
.pairs,.pairs tbody{display:block}.pairs thead,.pairs .share,.pairs .odds,.pairs td:empty{display:none}
.pairs tr{display:grid;grid-template-columns:1fr 1fr;gap:.2rem 1rem;padding:.6rem 0;border-bottom:1px solid var(--line)}
.pairs td,.pairs td.n{padding:0;border:0;text-align:left;white-space:normal;overflow-wrap:anywhere}
.pairs td::before{content:attr(data-head);display:block;color:var(--soft);font-size:.85rem}}
@page{size:A4;margin:14mm}
@media print{html{font-size:10pt}body{font-size:1rem}main{max-width:none;padding:0}h1{font-size:1.8rem}h2,h3{break-after:avoid}tr{break-inside:avoid}
.facts div{border:1px solid var(--line);padding:.4rem .6rem}.facts dd{font-size:1.1rem}
.share i,.odds i,.facts div,svg{print-color-adjust:exact;-webkit-print-color-adjust:exact}
details:not([open]){display:none}.scroll,details .scroll{overflow:visible;max-height:none}
.figures{grid-template-columns:1fr 1fr;gap:1rem 1.5rem}.facts{grid-template-columns:repeat(auto-fit,minmax(7.5rem,1fr))}
.pairs th,details td,details th{white-space:normal}.pairs td{padding-right:.6rem}
.run,.seeds{font-size:.85rem}.run th,.run td,.seeds th,.seeds td{padding-top:.1rem;padding-bottom:.1rem}
section+section:not(.again){break-before:page}section+section:not(.again) h2{border:0;margin-top:0}}
"""
for _name, _value in (("@ink", INK), ("@soft", SOFT), ("@grid", GRID), ("@blue", BLUE), ("@fonts", FONTS)):
    CSS = CSS.replace(_name, _value)
