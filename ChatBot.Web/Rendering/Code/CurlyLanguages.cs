using ColorCode;
using static ChatBot.Web.Rendering.Code.CodeLanguage;

namespace ChatBot.Web.Rendering.Code;

/// <summary>Languages that look like C, and a few that only share its words, strings and calls.</summary>
internal static class CurlyLanguages
{
    private const string SlashComment = @"//.*|/\*.*?\*/";
    private const string HashComment = @"(?<![^\s])\#.*";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<CodeLanguage> All { get; } =
    [
        Make("go", SlashComment, "`[^`]*`",
            "break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var true false nil iota",
            "any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string uint uint8 uint16 uint32 uint64 uintptr"),
        Make("rust", SlashComment, @"b?r\#*"".*?""\#*|'(?:[^'\\]|\\.)'",
            "as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref return self Self static struct super trait true type union unsafe use where while",
            "bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize",
            Rule(Meta, @"\#!?\[[^\]]*\]|'[a-z_]\w*\b"), Rule(Function, @"\b[a-z_]\w*!")),
        Make("kotlin", SlashComment, @"'(?:[^'\\]|\\.)'",
            "abstract actual annotation as break by catch class companion const constructor continue data do else enum expect external false final finally for fun get if import in infix init inline inner interface internal is lateinit null object open operator out override package private protected public reified return sealed set super suspend tailrec this throw true try typealias val value var vararg when where while",
            "", Rule(Meta, @"@\w+")),
        Make("swift", SlashComment, "",
            "actor any as associatedtype async await break case catch class continue convenience default defer deinit do else enum extension fallthrough false fileprivate final for func get guard if import in indirect init inout internal is lazy let mutating nil nonisolated open operator override precedencegroup private protocol public repeat required rethrows return self Self set some static struct subscript super switch throw throws true try typealias unowned var weak where while",
            "", Rule(Meta, @"[@\#][a-zA-Z]\w*")),
        Make("javascript", SlashComment, $@"{SingleQuoted}|`(?:[^`\\]|\\.)*`",
            "as async await break case catch class const continue debugger default delete do else export extends false finally for from function get if import in instanceof let new null of return set static super switch this throw true try typeof undefined var void while with yield",
            ""),
        Make("typescript", SlashComment, $@"{SingleQuoted}|`(?:[^`\\]|\\.)*`",
            "abstract as asserts async await break case catch class const continue debugger declare default delete do else enum export extends false finally for from function get if implements import in infer instanceof interface is keyof let module namespace new null of private protected public readonly return satisfies set static super switch this throw true try type typeof undefined var void while with yield",
            "any bigint boolean never number object string symbol unknown", Rule(Meta, @"@\w+")),
        Make("c#", SlashComment, $@"[@$]+""(?:[^""]|"""")*""|""""""(?:[^""]|""(?!""""))*""""""|{SingleQuoted}",
            "abstract and as async await base break case catch checked class const continue default delegate do else enum event explicit extern false field file finally fixed for foreach get global goto if implicit in init interface internal is lock nameof namespace new not null operator or out override params partial private protected public readonly record ref required return sealed set sizeof stackalloc static struct switch this throw true try typeof unchecked unsafe using value var virtual volatile when where while with yield",
            "bool byte char decimal double dynamic float int long nint nuint object sbyte short string uint ulong ushort void", Rule(Meta, @"^\s*\#\w+.*")),
        Make("java", SlashComment, SingleQuoted,
            "abstract assert break case catch class const continue default do else enum exports extends false final finally for goto if implements import instanceof interface module native new null package permits private protected public record requires return sealed static strictfp super switch synchronized this throw throws transient true try var volatile when while yield",
            "boolean byte char double float int long short void", Rule(Meta, @"@\w+")),
        Make("cpp", SlashComment, SingleQuoted,
            "alignas alignof and asm auto break case catch class co_await co_return co_yield concept const consteval constexpr constinit const_cast continue decltype default delete do dynamic_cast else enum explicit export extern false final for friend goto if inline mutable namespace new noexcept not nullptr operator or override private protected public register reinterpret_cast requires return sizeof static static_assert static_cast struct switch template this throw true try typedef typeid typename union using virtual volatile while",
            "bool char char8_t char16_t char32_t double float int int8_t int16_t int32_t int64_t long short signed size_t ssize_t string uint8_t uint16_t uint32_t uint64_t unsigned void wchar_t NULL", Rule(Meta, @"^\s*\#\s*\w+")),
        Make("php", $@"{SlashComment}|{HashComment}", SingleQuoted,
            "abstract and array as break case catch class clone const continue declare default do echo else elseif empty endfor endforeach endif endswitch endwhile enum extends false final finally fn for foreach function global goto if implements include include_once instanceof insteadof interface isset list match namespace new null or print private protected public readonly require require_once return static switch throw trait true try unset use var while xor yield",
            "bool float int iterable mixed never object string void", Rule(Meta, @"<\?(?:php|=)?|\?>"), Rule(Member, @"\$\w+")),
        Make("dart", SlashComment, SingleQuoted,
            "abstract as assert async await base break case catch class const continue covariant default deferred do dynamic else enum export extends extension external factory false final finally for get hide if implements import in interface is late library mixin new null on operator part required rethrow return sealed set show static super switch sync this throw true try typedef var when while with yield",
            "bool double int num void", Rule(Meta, @"@\w+")),
        Make("scala", SlashComment, "'(?:[^'\\\\]|\\\\.)'",
            "abstract case catch class def do else enum export extends extension false final finally for given if implicit import inline lazy match new null object opaque override package private protected return sealed super then this throw trait true try type using val var while with yield",
            "", Rule(Meta, @"@\w+")),
        Make("python", HashComment, $@"\b[rbfuRBFU]{{0,2}}(?:""""""(?:[^""\\]|\\.|""(?!""""))*""""""|'''(?:[^'\\]|\\.|'(?!''))*'''|{SingleQuoted}|""(?:[^""\\]|\\.)*"")|""""""(?:[^""\\]|\\.|""(?!""""))*""""""|'''(?:[^'\\]|\\.|'(?!''))*'''|{SingleQuoted}",
            "and as assert async await break case class continue def del elif else except False finally for from global if import in is lambda match None nonlocal not or pass raise return self True try while with yield",
            "bool bytes dict float frozenset int list object set str tuple", Rule(Meta, @"(?<=^\s*)@[\w.]+")),
        Make("ruby", HashComment, SingleQuoted,
            "alias and begin break case class def defined do else elsif end ensure false for if in include module next nil not or private protected public raise redo require require_relative rescue retry return self super then true undef unless until when while yield attr_accessor attr_reader",
            "", Rule(Member, @"@@?\w+|\$\w+|(?<!:):\w+")),
        Make("lua", @"--\[\[.*?\]\]|--.*", SingleQuoted,
            "and break do else elseif end false for function goto if in local nil not or repeat return then true until while", ""),
        Make("r", HashComment, SingleQuoted, "break else FALSE for function if in Inf library NA NaN next NULL repeat require return TRUE while", ""),
    ];

    private static CodeLanguage Make(string id, string comment, string strings, string keywords, string types, params LanguageRule[] more) => new(id,
    [
        Rule(Comment, comment),
        Rule(Text, strings.Length > 0 ? $"{strings}|{DoubleQuoted}" : DoubleQuoted),
        .. more,
        Rule(Number, AnyNumber),
        Words(Keyword, keywords),
        Rule(TypeName, (types.Length > 0 ? $@"\b(?:{types.Replace(' ', '|')})\b|" : "") + @"\b[A-Z]\w*[a-z]\w*\b(?!\s*\()"),
        Rule(Function, @"\b[A-Za-z_]\w*(?=\s?\()"),
    ]);
}
