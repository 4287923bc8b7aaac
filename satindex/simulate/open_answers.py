"""Open answers, from the least to the most satisfied respondent."""

from __future__ import annotations

from satindex.language import Words

OPEN_ANSWERS = (
    Words("Parcel arrived a week late and nobody could say why", "包裹晚了一周，没人说得清原因"),
    Words("Only one counter open, I waited 40 minutes", "只开一个窗口，等了四十分钟"),
    Words("A courier collects from my door, that is easier", "快递上门取件，更省事"),
    Words("Tracking stood still for three days", "物流信息三天没更新"),
    Words("It closes before I leave work", "下班时已经关门了"),
    Words("Depends on what I have to send", "看寄什么东西"),
    Words("It is close to my home", "离家近"),
    Words("No other choice in our village", "村里没有别的选择"),
    Words("The price is fair", "价格公道"),
    Words("Used to it", "习惯了"),
    Words("The lady at counter 2 explained everything patiently", "2号窗口的大姐讲得很耐心"),
    Words("Always on time, I trust it with documents", "一直准时，寄证件放心"),
)
DATES = tuple(
    Words(f"2026-0{month}-{day:02d}", f"2026-0{month}-{day:02d}") for month in (1, 2) for day in (3, 9, 17, 26)
)
