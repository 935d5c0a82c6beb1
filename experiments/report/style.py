"""The style of reports: on a screen of any width, and on A4 paper (feuille de style)."""

# contrasts on white: text 15.9, notes 7.0, links 6.7 (WCAG AA asks for 4.5)
SCREEN = """
:root{--ink:#222;--soft:#555;--link:#0b5394;--line:#c9c9c9;--pale:#f3f5f7}
*{box-sizing:border-box}
html{font-size:100%;-webkit-text-size-adjust:100%}
body{margin:0;color:var(--ink);background:#fff;font:1rem/1.55 "DejaVu Sans",Verdana,Arial,sans-serif}
main,header,footer,nav{max-width:54rem;margin:0 auto;padding:0 1rem}
h1{font-size:1.6rem;line-height:1.25;margin:1.2rem 0 .4rem}
h2{font-size:1.25rem;line-height:1.3;margin:2.2rem 0 .6rem;border-top:2px solid var(--link);padding-top:.8rem}
h3{font-size:1.05rem;margin:1.4rem 0 .4rem}
p,li{overflow-wrap:anywhere}
a{color:var(--link)}
a:focus-visible,.frame:focus-visible,summary:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-999rem;background:#fff;padding:.5rem 1rem;z-index:1}
.skip:focus{left:0;top:0}
.lead{font-size:1.1rem;font-weight:bold;border-left:5px solid var(--link);padding-left:.8rem}
.soft,figcaption,caption{color:var(--soft);font-size:.9rem}
.missing{background:var(--pale);border-left:5px solid #8a3b00;padding:.6rem .8rem}
.missing p{margin:.2rem 0}
nav ul{columns:2 16rem;padding-left:1.2rem}
.frame{overflow-x:auto;margin:1rem 0}
table{border-collapse:collapse;width:100%;font-size:.9rem}
caption{text-align:left;padding:0 0 .4rem;font-weight:bold}
caption span{display:block;max-width:calc(100vw - 2.4rem)}
th,td{padding:.3rem .6rem;border-bottom:1px solid var(--line);text-align:right;vertical-align:top}
th:first-child,.words th,.words td{text-align:left}
thead th{border-bottom:2px solid var(--soft);vertical-align:bottom}
tbody th{font-weight:normal;min-width:7rem}
figure{margin:1.4rem 0}
img{display:block;width:100%;max-width:46rem;height:auto}
code,pre{font-family:"DejaVu Sans Mono",Consolas,monospace;font-size:.85rem;background:var(--pale)}
code{padding:.1rem .25rem;overflow-wrap:anywhere}
pre{padding:.6rem;white-space:pre-wrap;overflow-wrap:anywhere}
footer{border-top:1px solid var(--line);margin-top:2rem;padding-bottom:2rem}
@media screen and (max-width:48rem){.numbers td{white-space:nowrap}.words td{min-width:9rem}}
@media (max-width:30rem){h1{font-size:1.3rem}h2{font-size:1.1rem}th,td{padding:.3rem .4rem}}
"""

PRINT = """
@page{size:A4;margin:16mm 17mm}
@media print{
html{font-size:9.5pt}
main,header,footer,nav{max-width:none;padding:0}
nav,.skip,details{display:none}
h2,h3,caption{break-after:avoid}
figure,table,tr,.missing{break-inside:avoid}
.frame{overflow:visible}
caption span{max-width:none}
img{max-width:150mm;margin:0 auto}
a{color:inherit;text-decoration:none}
thead{display:table-header-group}
}
"""

NOTE = """
html{font-size:%(size)spt}
body{line-height:1.4}
main{max-width:190mm}
h1{font-size:1.5rem;margin:0 0 .3rem}
h2{font-size:1.15rem;margin:.9rem 0 .3rem;padding-top:.4rem}
p,ul{margin:.3rem 0}
ul{padding-left:1.2rem}
figure{margin:.5rem 0}
img{max-width:%(figure)smm;margin:0 auto}
.frame{margin:.5rem 0}
th,td{padding:.15rem .4rem}
.second{break-before:page}
"""
