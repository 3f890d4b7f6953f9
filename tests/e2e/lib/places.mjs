// Places and services of the real data that the journeys go to.

/** 凤鸣路社区退役军人服务站, found by `fmlsq`: one person at the counter, so one place a time. */
export const VILLAGE = '500112017005';
export const VILLAGE_NAME = '凤鸣路社区退役军人服务站';
/** Above it. */
export const TOWNSHIP = '500112017';
/** 渝北区: several people at the counter. */
export const DISTRICT = '500112';
export const DISTRICT_NAME = '渝北区退役军人服务中心';

/** Done by stations of all tiers, at the counter or by telephone. */
export const SERVICE = 'zhengce-zixun';
export const SERVICE_TITLE = '政策咨询';
export const CATEGORY = 'zixun';

/** Done by townships only, with materials to bring. */
export const CARD = 'youdai-card';
export const CARD_TITLE = '申领优待证';
export const CARD_CATEGORY = 'youdaizheng';
/** Done by townships only, at home only. */
export const VISIT = 'youdai-shangmen';
export const TOWNSHIP_NAME = '双凤桥街道退役军人服务站';
