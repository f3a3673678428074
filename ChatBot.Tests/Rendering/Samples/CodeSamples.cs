namespace ChatBot.Tests.Rendering.Samples;

internal static class CodeSamples
{
    public static readonly Sample[] All =
    [
        new("python", "Before\n\n```python\nx = '**no**'\n\"\"\"\nlong text\n\"\"\"\nprint(x)  # note\n```\n\nafter **all**"),
        new("code in a list", "- item:\n  ```js\n  let a = [1];\n  /* a\n     b */\n  ```\n- next\n\n1. Run:\n\n   ```bash\n   echo \"$HOME\" | grep x\n   ```\n\n2. Done"),
        new("code in a quote", "> ```\n> a\n> b\n> ```\n> end"),
        new("tildes and long fences", "~~~\na ``` b\n~~~\n\n````md\n```js\nx\n```\n````\n\nend"),
        new("code without language", "```\nplain <b> & text\n\n  indented\n\n```\nend"),
        new("code without end", "Start:\n\n```go\nfunc main() {\n\tfmt.Println(\"hi\")\n}\n"),
        new("code with fences inside", "```bash\necho '```'\n# ``\ncat <<EOF\n$x\nEOF\n```\n\nend"),
        new("indented code", "Text\n\n    code **no**\n    $x$\n\nend"),
        new("languages", "```rust\nfn main() { let x: &'static str = r\"a\"; }\n```\n```yaml\na: [1, true]\n# note\nb: \"c\"\n```\n```json\n{\"a\": 1}\n```\n```dockerfile\nFROM a AS b\n```\n```diff\n- a\n+ b\n```"),
        new("html code", "```html\n<div\n  class=\"a\">\n<!-- b\n c -->\n<script>\nlet a = '<';\n</script>\n```\nend"),
        new("code then text at once", "```c#\nvar x = @\"a\nb\";\n```\nText right **after**.\n```\nb\n```\nEnd"),
        new("strange languages", "```c++ title=\"x\"\nint a;\n```\n\n```{.python}\nx\n```\n\n```mermaid\ngraph TD; A-->B\n```\n"),
    ];
}
