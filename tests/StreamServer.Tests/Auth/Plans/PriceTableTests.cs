using StreamServer.Auth.Plans;

namespace StreamServer.Tests.Auth.Plans;

public sealed class PriceTableTests
{
    [Fact]
    public void Models_have_their_own_price_or_the_common_one_and_parts_of_a_unit_are_rounded_up()
    {
        Assert.True(PriceTable.TryParse(" 1 , big = 2.5,free=0", out PriceTable table, out _));
        Assert.Equal(1_000_000, table.CostOf("any", 1000, 1000));
        Assert.Equal(2_500, table.CostOf("big", 1, 1000));
        Assert.Equal(334, table.CostOf("any", 1, 3000));
        Assert.Equal(0, table.CostOf("free", 1_000_000, 1000));
        Assert.Equal(9_223_372_036_854_775, table.CostOf("any", 9_223_372_036_854_775, 1_000_000));
    }

    [Fact]
    public void What_an_amount_pays_for_never_costs_more_than_the_amount()
    {
        Assert.True(PriceTable.TryParse("0.7", out PriceTable table, out _));
        for (long credits = 0; credits < 5_000; credits += 7)
        {
            long affordable = table.AmountFor("m", credits, 1000);
            Assert.True(table.CostOf("m", affordable, 1000) <= credits);
            Assert.True(table.CostOf("m", affordable + 1, 1000) > credits);
        }

        Assert.True(PriceTable.TryParse("", out table, out _));
        Assert.Equal(long.MaxValue, table.AmountFor("m", 0, 1000));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("1, big=")]
    [InlineData("1e9")]
    [InlineData("2000000")]
    public void A_price_that_is_none_is_a_mistake(string text)
    {
        Assert.False(PriceTable.TryParse(text, out _, out string mistake));
        Assert.Contains("is not a price", mistake, StringComparison.Ordinal);
    }
}
