namespace ChatBot.Tests.Rendering.Samples;

internal static class MathSamples
{
    public static readonly Sample[] All =
    [
        new("inline formulas", "Let $x$ and $y_1$, then $x^2 + y_1^2 = z^2$; also \\(a_1 * b_1\\), and $O(n \\log n)$."),
        new("display formulas", "So:\n\n$$\\int_0^1 x\\,dx = \\frac{1}{2}$$\n\nand\n\n\\[ E = mc^2 \\]\n\nend"),
        new("formula over lines", "Thus\n\n$$\n\\begin{aligned}\na &= b \\\\\n  &= c - d\n\\end{aligned}\n$$\n\nand\n\\[\nx\n- y\n+ z\n= 1\n\\]\nend"),
        new("formula in a sentence", "We get \\[x = 1\\] and $$y = 2$$ so **done** with $z$."),
        new("formulas in a list", "1. First $a$:\n   $$\n   a = b\n   - c\n   $$\n2. \\[x\\]\n3. **$y$** is *$z$*\n   - inner \\(w\\)"),
        new("formulas in a quote", "> Given $x$:\n> $$\n> x = 1\n> $$\n> done"),
        new("formulas in a table", "| f | g |\n|---|---|\n| $x^2$ | $|x|$ |\n| \\(\\frac{1}{2}\\) | `$no$` |\n\nend"),
        new("formulas in headings and links", "# The $x$ axis\n\n## On \\(\\pi\\)\n\n[$y$](https://a.example) and **bold $z$**"),
        new("prices", "It costs $5 and $10, or **$1.50** or **$2.00**, $93K to $307K; US$20–$30, R$5.\n\n$5 per user. Only $7!\n\nUp to $1,000."),
        new("slashes and variables", "$/PR is down but $/session is up. Set $HOME and $PATH. Use ${a}/${b} or $(pwd)."),
        new("prices and formulas", "It is $0.99$ and $O(n)$, costs $5 and needs $x^2$, between $10 and $20, with $\\alpha = 5\\%$."),
        new("escaped dollars", "It costs \\$5 and \\$6, and $a\\$b$ is a formula."),
        new("chemistry", "$\\ce{2H2 + O2 -> 2H2O}$ and $$\\ce{CO2 + C <=> 2CO}$$ and $\\pu{1.2 mol/L}$"),
        new("matrices", "$$\nA = \\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}, \\quad \\det A = -2\n$$\n\nwith $\\mathbb{R}^{2\\times 2}$"),
        new("formula with punctuation", "($x$), “$y$”, $z$: $a$; $b$? $c$! $d$. $e$, $n$th $k$-means"),
        new("formula with trailing text", "$$\na\n$$ where **b** is $c$\n\n\\[ x \\].\n\nend"),
        new("an open formula at the end", "We write \\(x and $$y"),
        new("cases", "$$f(x) = \\begin{cases} 1 & \\text{if } x > 0 \\\\ 0 & \\text{otherwise} \\end{cases}$$ end $\\text{if $x > 0$}$"),
        new("formulas in other scripts", "设$x$为实数，则$x^2 \\ge 0$。 قيمة $y$ هنا"),
        new("formulas side by side", "Both $d$$e$ and $x$$\\alpha$$y$ here, $$a$$$b$ there; $5$$6."),
        new("adjacent formulas", "$a$ $b$ $c$, $d$ $e$ and \\(f\\)\\(g\\) and $$h$$ $$i$$"),
    ];
}
