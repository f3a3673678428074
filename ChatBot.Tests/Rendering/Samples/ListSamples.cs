namespace ChatBot.Tests.Rendering.Samples;

internal static class ListSamples
{
    public static readonly Sample[] All =
    [
        new("bullets", "- one\n- **two** x\n  - deep *er*\n    - deepest `c`\n- three\n\n* star\n* star\n\n+ plus"),
        new("numbers", "1. first\n2. `second`\n3. **third:** text\n\n5) five\n6) six\n\n10. ten\n11. eleven"),
        new("loose list", "1. First\n\n   More of the first.\n\n2. Second\n\n   - inner\n\n   end of second\n\nafter"),
        new("mixed nesting", "1. A\n   - a\n   - b\n     1. x\n     2. y\n2. B\n   > quoted\n3. C"),
        new("task list", "- [ ] open\n- [x] **done**\n- [X] also\n  - [ ] inner\n\nafter"),
        new("dashes are no list", "-no list\n\n-5 degrees\n\n1.5 is a number\n\n2024. A year\n\n*x* starts\n\nend - here"),
        new("a list after text", "Things:\n- a\n- b\n\nThen:\n1. c\n2. d\nlazy line\n\nend"),
        new("list with links and bold", "- **[a](https://a.example)**: text\n- **b** – `c`\n- [y](https://b.example)"),
        new("empty items", "- a\n-\n- b\n\nend"),
        new("two lists", "- a\n- b\n\n* c\n* d\n\n1. e\n1) f"),
        new("table", "| a | **b** |\n|---|:--:|\n| 1 | `2` |\n| 3 | 4 |\n\nafter"),
        new("table with everything", "Intro:\n\n| Name | Link | Done |\n|:-----|:----:|-----:|\n| **a** | [x](https://a.example) | ~~1~~ |\n| `b` | *y* | $5 |\n\nend"),
        new("table with empty cells", "| a | b | c |\n|---|---|---|\n| 1 | | 3 |\n|  | 2 |  |\n\nend"),
        new("table in right to left", "| اسم | قيمة |\n|---|---|\n| أ | **1** |\n"),
        new("table right after text", "Text:\n\n| x |\n|---|\n| 1 |\n\n| y | z |\n|---|---|\n| 2 | 3 |"),
        new("no table", "a | b is a pipe\n\nthe value |x| is absolute\n\nx || y && z"),
        new("a line like a table's", "|x| is an absolute value\n\nend"),
        new("prices in a table", "| Plan | Price |\n|---|---|\n| A | $5 |\n| B | $10–$20 |\n| C | US$30 |\n"),
    ];
}
