"""Labels of the preset scales: a file per family, from which `presets` makes scales of three to eleven points.

Languages are BCP 47 tags: `zh` is simplified Chinese, `zh-Hant` traditional. The wordings are those common in
questionnaires and on survey platforms; a wording that stands for different points in different questionnaires is left
out, so that it is asked about rather than guessed.
"""
