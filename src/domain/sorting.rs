//! One sort for all, by merging. The standard library's is compiled anew, five to eight kilobytes of wasm each time,
//! for every type it sorts; this one sorts places and looks at what stands there through a pointer.

use std::cmp::Ordering;

/// `items` in the order that `compare` says; equal ones keep theirs.
pub fn sorted<T>(items: Vec<T>, compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let mut slots: Vec<Option<T>> = items.into_iter().map(Some).collect();
    let at = |index: &usize| slots.get(*index).and_then(Option::as_ref);
    let order: Vec<usize> = (0..slots.len()).collect();
    let order = merged(&order, &|one, other| match (at(one), at(other)) {
        (Some(one), Some(other)) => compare(one, other),
        _ => Ordering::Equal,
    });
    order.into_iter().filter_map(|index| slots.get_mut(index).and_then(Option::take)).collect()
}

fn merged(order: &[usize], compare: &dyn Fn(&usize, &usize) -> Ordering) -> Vec<usize> {
    if order.len() < 2 {
        return order.to_vec();
    }
    let (left, right) = order.split_at(order.len() / 2);
    let (left, right) = (merged(left, compare), merged(right, compare));
    let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
    let mut all = Vec::with_capacity(order.len());
    while let (Some(one), Some(other)) = (left.peek(), right.peek()) {
        let next = if compare(one, other) == Ordering::Greater { right.next() } else { left.next() };
        all.extend(next);
    }
    all.extend(left.chain(right));
    all
}

#[cfg(test)]
mod tests {
    use super::sorted;

    #[test]
    fn sorts_and_keeps_the_order_of_equals() {
        let items = vec![(3, 'a'), (1, 'b'), (3, 'c'), (2, 'd')];
        assert_eq!(sorted(items, |one, other| one.0.cmp(&other.0)), [(1, 'b'), (2, 'd'), (3, 'a'), (3, 'c')]);
        assert_eq!(sorted(Vec::<u8>::new(), u8::cmp), [0_u8; 0]);
        let mixed: Vec<u32> = (0..1000).map(|n| n * 7919 % 1009).collect();
        let mut expected = mixed.clone();
        expected.sort_unstable();
        assert_eq!(sorted(mixed, u32::cmp), expected);
    }
}
