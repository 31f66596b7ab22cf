using System.Reflection;
using StreamServer.Normalization;
using StreamServer.Normalization.Text;

namespace StreamServer.Tests.Normalization;

public sealed class TextNormalizerTests
{
    [Fact]
    public void The_stages_run_in_the_order_of_the_contract() =>
        Assert.Equal(
            ["sanitation", "language", "unicode", "entities", "dates", "phones", "numbers", "abbreviations", "symbols", "whitespace",
                "final"],
            TextNormalizer.Stages.Select(stage => stage.Name));

    [Fact]
    public void The_trace_says_which_stage_changed_what()
    {
        NormalizationResult result = TextNormalizer.Normalize("Dr. Rao paid $5 on 13/11/2025!", NormalizationOptions.Default);
        Assert.Equal("doctor Rao paid five dollars on thirteen november two thousand twenty five.", result.Text);
        Assert.Equal([new TextEdit("$5", "five dollars")], Edits(result, "entities"));
        Assert.Equal([new TextEdit("13/11/2025", "thirteen november two thousand twenty five")], Edits(result, "dates"));
        Assert.Equal([new TextEdit("Dr.", "doctor")], Edits(result, "abbreviations"));
        Assert.Equal([new TextEdit("!", ".")], Edits(result, "symbols"));
        Assert.All(["sanitation", "language", "unicode", "phones", "numbers", "whitespace", "final"],
            stage => Assert.Empty(Edits(result, stage)));
    }

    [Fact]
    public void The_language_of_each_sentence_and_of_most_of_the_text_is_told()
    {
        NormalizationResult result = TextNormalizer.Normalize("नमस्ते दोस्तों। Hi. మంచిది.", NormalizationOptions.Default);
        Assert.Equal(Language.Hindi, result.Language);
        Assert.Equal([Language.Hindi, Language.English, Language.Telugu], result.Spans.Select(span => span.Language));
        Assert.Equal("नमस्ते दोस्तों| Hi. మంచిది,".Length, result.Spans[^1].End);
    }

    [Fact]
    public void Text_that_is_fine_comes_back_as_the_same_object()
    {
        string text = new("[laughs] Nothing to do here, is there?".AsSpan());
        Assert.Same(text, TextNormalizer.NormalizeText(text, NormalizationOptions.Default));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t ")]
    [InlineData("!!! ... ---")]
    [InlineData("😀👍")]
    public void Text_without_words_is_empty(string text) =>
        Assert.Equal("", TextNormalizer.NormalizeText(text, NormalizationOptions.Default));

    [Fact]
    public void A_number_of_any_length_is_said()
    {
        string digits = string.Concat(Enumerable.Repeat("1234567890", 500));
        string said = TextNormalizer.NormalizeText(digits, NormalizationOptions.Default);
        Assert.StartsWith("one two three four five six seven eight nine zero one", said, StringComparison.Ordinal);
        Assert.Equal(5000, said.Split(' ').Length);
    }

    [Fact]
    public void Many_factors_in_a_row_do_not_recurse()
    {
        string product = string.Join('x', Enumerable.Repeat("1", 30_000));
        Assert.EndsWith("one by one", TextNormalizer.NormalizeText(product, NormalizationOptions.Default), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Threads_do_not_disturb_each_other()
    {
        IReadOnlyList<GoldenLine> lines = GoldenTable.Read("mixed");
        Task[] callers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            foreach (GoldenLine line in lines)
            {
                Assert.Equal(line.Expected, TextNormalizer.NormalizeText(line.Input, line.Options));
            }
        }))];
        await Task.WhenAll(callers).WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void The_folder_depends_on_no_other_part_of_the_server_and_not_on_the_web_framework()
    {
        string[] foreign = [.. typeof(TextNormalizer).Assembly.GetTypes()
            .Where(type => type.Namespace?.StartsWith("StreamServer.Normalization", StringComparison.Ordinal) == true)
            .SelectMany(type => type.GetMembers(
                BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .SelectMany(MentionedNamespaces)
            .Where(name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                || (name.StartsWith("StreamServer.", StringComparison.Ordinal)
                    && !name.StartsWith("StreamServer.Normalization", StringComparison.Ordinal)))
            .Distinct()];
        Assert.Empty(foreign);
    }

    private static IEnumerable<string> MentionedNamespaces(MemberInfo member) => (member switch
    {
        FieldInfo field => [field.FieldType],
        PropertyInfo property => [property.PropertyType],
        MethodInfo method => [method.ReturnType, .. method.GetParameters().Select(parameter => parameter.ParameterType)],
        ConstructorInfo constructor => constructor.GetParameters().Select(parameter => parameter.ParameterType),
        _ => (IEnumerable<Type>)[],
    }).Select(type => type.Namespace ?? "");

    private static IReadOnlyList<TextEdit> Edits(NormalizationResult result, string stage) =>
        result.Stages.Single(trace => trace.Stage == stage).Edits;
}
