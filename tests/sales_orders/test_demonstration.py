"""What a demonstration sells: everything of the catalogue, some of it short."""

import pytest
from django.contrib.auth.models import Group

from sales_orders.actions.making_demonstration import make_catalogue
from sales_orders.models import Edition, Product, StockLevel, StockMove
from tests import cast
from tests.sales_orders import office as offices
from uccms.accounts import roles

pytestmark = pytest.mark.django_db


def test_some_discs_are_there_some_are_short_and_some_are_expected():
    keeper = cast.staff("eipd", offices.eipd())
    keeper.groups.add(Group.objects.get(name=roles.ORDER_PROCESSOR))

    make_catalogue()

    kept = Edition.objects.filter(product__keeps_stock=True)
    levels = StockLevel.objects.all()
    assert {level.pk for level in levels} == {edition.pk for edition in kept}
    newest = [
        product.editions.first().stock for product in Product.objects.filter(keeps_stock=True, is_active=True)
    ]
    assert [level for level in newest if level.on_hand > 50]
    assert [level for level in newest if 0 < level.on_hand < 5]
    assert [level for level in newest if not level.on_hand and level.expected and level.expected_on]
    assert sum(level.on_hand for level in levels) == sum(move.on_hand for move in StockMove.objects.all())
