-- Wilson's 95 % score interval of k in n (1927, eq. 4), cut at 0 and 1: {low, high}, null when k is. The one formula in SQL.
wilson(k, n) as {
    low: case when k is not null then greatest(
        0, (k + 1.920729410347062 - 1.959963984540054 * sqrt(greatest(0, k * (n - k)) / n + 0.960364705173531)) / (n + 3.841458820694124)
    ) end,
    high: case when k is not null then least(
        1, (k + 1.920729410347062 + 1.959963984540054 * sqrt(greatest(0, k * (n - k)) / n + 0.960364705173531)) / (n + 3.841458820694124)
    ) end
}
