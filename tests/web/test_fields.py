"""Groups of radio buttons and boxes are drawn as other fields: legend, choices, errors."""

import re

from django import forms
from django.template import Context, Template

CHOICES = [("a", "Первое"), ("b", "Второе")]


class Asked(forms.Form):
    one = forms.ChoiceField(label="Одно", choices=CHOICES, widget=forms.RadioSelect)
    many = forms.MultipleChoiceField(
        label="Много",
        choices=CHOICES,
        widget=forms.CheckboxSelectMultiple,
        help_text="Можно оба.",
    )
    agreed = forms.BooleanField(label="Согласен")


def draw(form: forms.Form, name: str) -> str:
    return Template("{% load opora %}{% field bound %}").render(Context({"bound": form[name]}))


def test_each_choice_has_its_look_and_its_label() -> None:
    for name, kind in (("one", "radio"), ("many", "checkbox")):
        drawn = draw(Asked(), name)
        boxes = re.findall(rf'<input type="{kind}"[^>]*>', drawn)
        assert len(boxes) == 2
        assert all('class="form-check-input"' in box for box in boxes)
        assert drawn.count("form-check-input") == 2
        assert "<legend" in drawn
        assert drawn.count("<label") == 2


def test_what_was_chosen_stays_chosen() -> None:
    drawn = draw(Asked({"many": ["b"]}), "many")
    assert re.search(r'value="b"[^>]*checked', drawn)
    assert not re.search(r'value="a"[^>]*checked', drawn)


def test_a_group_tells_what_is_wrong_and_helps() -> None:
    drawn = draw(Asked({}), "many")
    described = re.search(r'<fieldset aria-describedby="([^"]+)"', drawn)
    assert described is not None
    assert all(f'id="{one}"' in drawn for one in described[1].split())
    assert "o-wrong" in drawn


def test_a_single_box_stands_before_its_label() -> None:
    drawn = draw(Asked(), "agreed")
    assert drawn.index("<input") < drawn.index("<label")
    assert "<fieldset" not in drawn
